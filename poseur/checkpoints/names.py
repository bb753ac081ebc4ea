"""Bring weights under this package's names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor, nn

from .errors import CheckpointMismatchError
from .naming.official import convert_key, convert_state_dict, unused_keys
from .pretrained import adapt_weights
from .source import SourceCheckpoint

NAMINGS = ('release', 'plain')
CLASSIFIER = re.compile(
    r'(fc|classifier|head|final_layer|incre_modules|downsamp_modules)\..+'
)

#: Weights under this package's names, and names that were left out with the reason.
Renamed = tuple[dict[str, Tensor], dict[str, str]]


def rename(source: SourceCheckpoint, naming: str, model: nn.Module) -> Renamed:
    """Bring weights under the names of a model.

    Args:
        source (SourceCheckpoint): The weights.
        naming (str): Whose names they have, one of ``NAMINGS``.
        model (nn.Module): The model.

    Raises:
        CheckpointMismatchError: If the names are others than ``naming`` says.
    """
    if naming == 'release':
        return from_release(source.weights, source.path)
    released = [key for key in source.weights if key.startswith('keypoint_head.')]
    if released:
        raise CheckpointMismatchError(
            f'{source.path} holds {", ".join(released[:5])} and other names of the '
            'release. Use --from release.'
        )
    if any(key.startswith('backbone.') for key in source.weights):
        return dict(source.weights), {}
    return from_backbone(source.weights, model.backbone)


def from_release(weights: Mapping[str, Tensor], path: str) -> Renamed:
    """Rename the weights of a released Poseur, which are those of mmpose 0.x.

    Args:
        weights (Mapping[str, Tensor]): The released state dict.
        path (str): Its file, for the message.

    Raises:
        CheckpointMismatchError: If a name is not of a released Poseur, or one that
            belongs to others is missing.
    """
    unused = unused_keys(weights)
    unknown = [key for key in weights if key not in unused and not _is_released(key)]
    if unknown:
        raise CheckpointMismatchError(
            f'{path} is no released Poseur: {len(unknown)} of its {len(weights)} names '
            f'are unknown, like {", ".join(unknown[:5])}. Use --from plain for names '
            'like backbone.* and head.* and for a backbone alone, --prefix for names '
            'behind a prefix.'
        )
    try:
        return convert_state_dict(weights), unused
    except KeyError as error:
        raise CheckpointMismatchError(
            f'{path} is not complete: {error.args[0]}. Copy it again.'
        ) from None


def from_backbone(weights: Mapping[str, Tensor], backbone: nn.Module) -> Renamed:
    """Rename the weights of a backbone alone and leave its classifier out.

    torchvision and OpenMMLab publish backbones so, without ``backbone.`` before the
    names.

    Args:
        weights (Mapping[str, Tensor]): The state dict.
        backbone (nn.Module): The backbone that it is for.
    """
    reason = 'classifier of the pre-training'
    unused = {key: reason for key in weights if CLASSIFIER.fullmatch(key)}
    body = {key: weights[key] for key in weights if key not in unused}
    body = adapt_weights(body, backbone)
    return {f'backbone.{key}': value for key, value in body.items()}, unused


def _is_released(key: str) -> bool:
    try:
        convert_key(key)
    except KeyError:
        return False
    return True
