"""Plain stacks of linear layers."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn


def mlp(channels: Sequence[int], activation: type[nn.Module] | None) -> nn.Sequential:
    """Linear layers through the given channels, activated in between.

    Args:
        channels: Widths from input to output, e.g. ``(256, 256, 2)`` for two layers.
        activation: Module put between two linear layers, or None for none at all.

    Returns:
        The layers; the last one is always linear.
    """
    layers: list[nn.Module] = []
    for index, (fan_in, fan_out) in enumerate(
        zip(channels[:-1], channels[1:], strict=True)
    ):
        if index and activation is not None:
            layers.append(activation())
        layers.append(nn.Linear(fan_in, fan_out))
    return nn.Sequential(*layers)
