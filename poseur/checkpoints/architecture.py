"""Tell from its weights what a model is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from torch import Tensor

RESNET_CONV = re.compile(r'backbone\.layer\d+\.\d+\.conv\d+\.weight')
DECODER_LAYER = re.compile(r'head\.poseur\.query_decoder\.layers\.(\d+)\.')


class Architecture(NamedTuple):
    """What names and shapes of weights tell; the size of the crops they do not.

    Attributes:
        backbone: Its name, like ``ResNet-50`` or ``HRNet-W32``.
        keypoints: Number of keypoints ``K``; 0 without a Poseur head.
        decoder_layers: Number of decoder layers ``N``; 0 without a Poseur head.
        channels: Channels ``C`` of the queries; 0 without a Poseur head.
    """

    backbone: str
    keypoints: int
    decoder_layers: int
    channels: int

    def describe(self) -> str:
        """Write the architecture as a phrase."""
        if not self.keypoints:
            return self.backbone
        return (
            f'{self.backbone} with {self.keypoints} keypoints and '
            f'{self.decoder_layers} decoder layers of {self.channels} channels'
        )


def read_architecture(weights: Mapping[str, Tensor]) -> Architecture:
    """Describe a model by its weights under this package's names.

    Args:
        weights (Mapping[str, Tensor]): A state dict, of a whole model or of a part.
    """
    classes = weights.get('head.poseur.keypoint_encoder.class_embedding')
    keypoints, channels = (0, 0) if classes is None else classes.shape
    layers = {match[1] for match in map(DECODER_LAYER.match, weights) if match}
    return Architecture(_backbone(weights), keypoints, len(layers), channels)


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
