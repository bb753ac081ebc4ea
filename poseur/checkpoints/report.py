"""Reports of conversions: the model, and the fate of each key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor

RESNET_CONV = re.compile(r'backbone\.layer\d+\.\d+\.conv\d+\.weight')
SHOWN_NAMES = 3


class Head(NamedTuple):
    """Names that the weights of a method's head have.

    Attributes:
        layers: Pattern of the names in a layer, whose group is the layer.
        sized: Name of a weight ``[K, C, ...]``.
        background: Rows of it that are no keypoints.
        part: What the layers belong to.
    """

    layers: re.Pattern[str]
    sized: str
    background: int = 0
    part: str = 'decoder'


HEADS = {
    'Poseur': Head(
        re.compile(r'head\.poseur\.query_decoder\.layers\.(\d+)\.'),
        'head.poseur.keypoint_encoder.class_embedding',
    ),
    'PRTR': Head(
        re.compile(r'head\.transformer\.decoder\.(\d+)\.'),
        'head.class_embed.weight',
        background=1,
    ),
    'TransPose': Head(
        re.compile(r'head\.encoder\.(\d+)\.'),
        'head.final_layer.weight',
        part='encoder',
    ),
    'TokenPose': Head(
        re.compile(r'head\.stacks\.(\d+\.\d+)\.'),
        'head.keypoint_token',
        part='encoder',
    ),
}


class Architecture(NamedTuple):
    """Architecture as far as weights determine it; they do not give the crop size.

    Attributes:
        backbone: Name of the backbone, such as ``ResNet-50`` or ``HRNet of width 32``.
        keypoints: Number of keypoints ``K``; 0 without a known head.
        decoder_layers: Number of decoder layers ``N``, or of encoder layers if it
            has no decoder; 0 without a known head.
        channels: Channels ``C`` of queries or tokens; 0 without a known head.
        head: Method of the head; empty without a known head.
    """

    backbone: str
    keypoints: int
    decoder_layers: int
    channels: int
    head: str = ''

    def describe(self) -> str:
        """Return the architecture as a phrase."""
        if not self.keypoints:
            return self.backbone
        method = '' if self.head == 'Poseur' else f'{self.head} on '
        layers = f'{self.decoder_layers} {HEADS[self.head].part} layers'
        return (
            f'{method}{self.backbone} with {self.keypoints} keypoints and {layers} of '
            f'{self.channels} channels'
        )


def read_architecture(weights: Mapping[str, Tensor]) -> Architecture:
    """Derive the architecture from names and shapes of weights.

    Args:
        weights: State dict of a model or of a part of one, with this package's names.
    """
    backbone = _backbone(weights)
    for method, head in HEADS.items():
        layers = {match[1] for match in map(head.layers.match, weights) if match}
        if layers and head.sized in weights:
            rows, channels = weights[head.sized].shape[:2]
            keypoints = rows - head.background
            return Architecture(backbone, keypoints, len(layers), channels, method)
    return Architecture(backbone, 0, 0, 0)


def _backbone(weights: Mapping[str, Tensor]) -> str:
    if 'backbone.pos_embed' in weights:
        return f'ViT of {weights["backbone.pos_embed"].shape[-1]} channels'
    if 'backbone.conv1.conv.weight' in weights:
        return 'MobileNetV2'
    if 'backbone.transition1.0.0.weight' in weights:
        width = len(weights['backbone.transition1.0.0.weight'])
        windows = any('.attn.' in key for key in weights if '.stage2.' in key)
        name = f'{"HRFormer" if windows else "HRNet"} of width {width}'
        complete = any(key.startswith('backbone.stage4.') for key in weights)
        return name if complete else f'{name} to stage 3'
    if 'backbone.conv2.weight' in weights:
        return "HRNet's stem"
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
