"""Multilayer perceptrons and full precision, shared by the modules of the model."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def mlp(channels: Sequence[int], activation: type[nn.Module] | None) -> nn.Sequential:
    """Return linear layers with activations between them.

    Args:
        channels: Widths from input to output, e.g. ``(256, 256, 2)`` for two layers.
        activation: Module placed between two linear layers; None for no activation.

    Returns:
        The layers. The last one is always linear.
    """
    layers: list[nn.Module] = []
    for index, (fan_in, fan_out) in enumerate(
        zip(channels[:-1], channels[1:], strict=True)
    ):
        if index and activation is not None:
            layers.append(activation())
        layers.append(nn.Linear(fan_in, fan_out))
    return nn.Sequential(*layers)


def full_precision(value: Tensor) -> Tensor:
    """Return half-precision tensors as float32, and any other tensor unchanged."""
    return value.float() if value.dtype in (torch.half, torch.bfloat16) else value
