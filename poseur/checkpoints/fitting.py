"""Put weights into a model, or say why they do not fit."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .architecture import read_architecture
from .errors import CheckpointError
from .keys import compare_keys, require_exact


def fill(
    model: nn.Module, weights: dict[str, Tensor], source: str, config: str
) -> list[str]:
    """Load weights that fit a model key by key.

    Args:
        model (nn.Module): The model.
        weights (dict[str, Tensor]): Its weights.
        source (str): Their file, for the message.
        config (str): The model's config, for the message.

    Returns:
        list[str]: The counters of BatchNorm that the weights lack.

    Raises:
        CheckpointMismatchError: If a key is missing, unknown or of another shape.
        CheckpointError: If a weight is not finite.
    """
    report = compare_keys(model, weights)
    require_exact(report, source, _advice(model, weights, config))
    _require_finite(weights, source)
    model.load_state_dict(weights, strict=False)
    return [key for key in model.state_dict() if key not in weights]


def _advice(model: nn.Module, weights: dict[str, Tensor], config: str) -> str:
    theirs, ours = read_architecture(weights), read_architecture(model.state_dict())
    if theirs == ours:
        return f'Use the config of these weights; {config} is that of others.'
    if theirs.backbone == ours.backbone and not theirs.keypoints:
        return 'It has no head: pass --part backbone if that is all you need.'
    return (
        f'It holds {theirs.describe()}; {config} is {ours.describe()}. Use the config '
        'of its model, see docs/released_weights.md.'
    )


def _require_finite(weights: dict[str, Tensor], source: str) -> None:
    broken = [key for key, value in weights.items() if not torch.isfinite(value).all()]
    if broken:
        raise CheckpointError(
            f'{source} holds NaN or infinity in {", ".join(broken[:5])}: its training '
            'had failed. Use an earlier checkpoint.'
        )
