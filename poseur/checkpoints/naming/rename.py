"""Renaming of weights of any origin to the names of a model here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor, nn

from ..errors import CheckpointMismatchError
from .hrformer import convert_hrformer, is_original_hrformer
from .mae import convert_mae_vit, is_mae_vit
from .official import from_official
from .prtr import from_prtr, is_prtr
from .tokenpose import from_tokenpose, is_tokenpose
from .torchvision import convert_mobilenet_v2, is_mobilenet_v2
from .transpose import from_transpose, is_transpose

#: Origins of names: the authors of Poseur (mmpose 0.x) and of the methods that it is
#: compared with, or mmpose 1.x, torchvision and the backbones of OpenMMLab.
NAMINGS = ('official', 'plain')
#: Methods that Poseur is compared with: whether weights are of their authors, and their
#: conversion.
OTHER_METHODS = (
    (is_prtr, from_prtr),
    (is_transpose, from_transpose),
    (is_tokenpose, from_tokenpose),
)
#: Starts of names that only checkpoints of authors have.
OFFICIAL_STARTS = ('keypoint_head.', 'kpt_embed.')
CLASSIFIER = re.compile(
    r'(fc|classifier|head|final_layer|incre_modules|downsamp_modules)\..+'
)


def rename_weights(
    weights: Mapping[str, Tensor], naming: str, backbone: nn.Module, path: str
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename weights to the names of a model here.

    Args:
        weights: State dict.
        naming: Origin of its names, one of ``NAMINGS``.
        backbone: Backbone of the model.
        path: File of the weights, for the message.

    Returns:
        The renamed weights, and the keys that were left out with the reason for each.

    Raises:
        CheckpointMismatchError: If the names do not agree with ``naming``.
    """
    if naming == 'official':
        for belongs, convert in OTHER_METHODS:
            if belongs(weights):
                return convert(weights, path)
        return from_official(weights, path)
    official = [key for key in weights if key.startswith(OFFICIAL_STARTS)]
    if official:
        raise CheckpointMismatchError(
            f'{path} holds {", ".join(official[:5])} and other names of an official '
            'checkpoint. Use --from official.'
        )
    if any(key.startswith('backbone.') for key in weights):
        return dict(weights), {}
    return from_backbone(weights, backbone)


def from_backbone(
    weights: Mapping[str, Tensor], backbone: nn.Module
) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Rename the weights of a backbone without its classifier.

    torchvision and OpenMMLab publish backbones without the prefix ``backbone.``.

    Args:
        weights: State dict of the backbone.
        backbone: Backbone to load it into.

    Returns:
        The renamed weights, and the keys that were left out with the reason for each.
    """
    reason = 'classifier of the pre-training'
    unused = {key: reason for key in weights if CLASSIFIER.fullmatch(key)}
    body = {key: weights[key] for key in weights if key not in unused}
    adapted = adapt_weights(body, backbone)
    return {f'backbone.{key}': value for key, value in adapted.items()}, unused


def adapt_weights(
    weights: Mapping[str, Tensor], module: nn.Module
) -> Mapping[str, Tensor]:
    """Adapt names and shapes of torchvision's, HRFormer's and MAE's weights.

    Args:
        weights: State dict of any origin.
        module: Module to load it into; a ViT has a ``grid`` of patches.

    Returns:
        The adapted weights; ``weights`` itself if nothing needs to change.
    """
    if is_mobilenet_v2(weights):
        return convert_mobilenet_v2(weights)
    if is_original_hrformer(weights):
        return convert_hrformer(weights)
    grid = getattr(module, 'grid', None)
    if is_mae_vit(weights) and grid is not None:
        return convert_mae_vit(weights, grid)
    return weights
