"""Reports of conversions: the model, and the fate of each key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor

RESNET_CONV = re.compile(r'backbone\.layer\d+\.\d+\.conv\d+\.weight')
DECODER_LAYER = re.compile(
    r'head\.(?:poseur\.query_decoder\.layers|transformer\.decoder)\.(\d+)\.'
)
#: Heads, and the matrix of each with a row for each keypoint, and in PRTR for the
#: background. It has as many columns as the queries have channels.
HEADS = {
    'Poseur': 'head.poseur.keypoint_encoder.class_embedding',
    'PRTR': 'head.class_embed.weight',
}
SHOWN_NAMES = 3


class Architecture(NamedTuple):
    """Architecture as far as weights determine it; they do not give the crop size.

    Attributes:
        backbone: Name of the backbone, such as ``ResNet-50`` or ``HRNet of width 32``.
        keypoints: Number of keypoints ``K``; 0 without a head in :data:`HEADS`.
        decoder_layers: Number of decoder layers ``N``; 0 without such a head.
        channels: Channels ``C`` of the queries; 0 without such a head.
    """

    backbone: str
    keypoints: int
    decoder_layers: int
    channels: int

    def describe(self) -> str:
        """Return the architecture as a phrase."""
        if not self.keypoints:
            return self.backbone
        return (
            f'{self.backbone} with {self.keypoints} keypoints and '
            f'{self.decoder_layers} decoder layers of {self.channels} channels'
        )


def read_architecture(weights: Mapping[str, Tensor]) -> Architecture:
    """Derive the architecture from names and shapes of weights.

    Args:
        weights: State dict of a model or of a part of one, with this package's names.
    """
    head = read_head(weights)
    keypoints, channels = weights[HEADS[head]].shape if head else (0, 0)
    keypoints -= head == 'PRTR'
    layers = {match[1] for match in map(DECODER_LAYER.match, weights) if match}
    return Architecture(_backbone(weights), keypoints, len(layers), channels)


def read_head(weights: Mapping[str, Tensor]) -> str:
    """Return the name of the head that weights belong to; empty for other heads."""
    return next((head for head, name in HEADS.items() if name in weights), '')


def _backbone(weights: Mapping[str, Tensor]) -> str:
    if 'backbone.pos_embed' in weights:
        return f'ViT of {weights["backbone.pos_embed"].shape[-1]} channels'
    if 'backbone.conv1.conv.weight' in weights:
        return 'MobileNetV2'
    if 'backbone.transition1.0.0.weight' in weights:
        width = len(weights['backbone.transition1.0.0.weight'])
        windows = any('.attn.' in key for key in weights if '.stage2.' in key)
        return f'{"HRFormer" if windows else "HRNet"} of width {width}'
    convolutions = sum(bool(RESNET_CONV.fullmatch(key)) for key in weights)
    return f'ResNet-{convolutions + 2}' if convolutions else 'an unknown backbone'


class ConversionReport(NamedTuple):
    """Result of a conversion.

    Attributes:
        architecture: Architecture of the model.
        used: Number of weights of the source that are in the model now.
        unused: Entries that were left out, with the reason for each.
        missing: Counters of batch norm that the source lacks; they are zero.
        notes: Further remarks for the user.
    """

    architecture: Architecture
    used: int
    unused: dict[str, str]
    missing: list[str]
    notes: list[str]

    def describe(self) -> str:
        """Return the report as lines of text."""
        missing = dict.fromkeys(self.missing, 'counters of BatchNorm, now zero')
        lines = [
            self.architecture.describe(),
            f'used: {self.used}',
            f'unused: {len(self.unused)}',
            *group_by_reason(self.unused),
            f'missing: {len(missing)}',
            *group_by_reason(missing),
            *(f'note: {note}' for note in self.notes),
        ]
        return '\n'.join(lines)


def group_by_reason(reasons: dict[str, str]) -> list[str]:
    """Return an indented line for each reason, with the first names it applies to."""
    names = defaultdict(list)
    for name, reason in reasons.items():
        names[reason].append(name)
    return [f'  {reason}: {_enumerate(group)}' for reason, group in names.items()]


def _enumerate(names: list[str]) -> str:
    more = f' and {len(names) - SHOWN_NAMES} more' if len(names) > SHOWN_NAMES else ''
    return ', '.join(names[:SHOWN_NAMES]) + more
