"""A neck for regression from the pooled features of several levels."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class PooledLevels(nn.Module):
    """Global average pooling of every level, concatenated.

    mmpose's ``GlobalAveragePooling`` keeps levels apart, and its regression heads take
    the last one: of HRNet's branches, that would leave parameters without a gradient.
    """

    def forward(self, inputs: Sequence[Tensor]) -> tuple[Tensor]:
        """Pool maps ``[B, C_l, H_l, W_l]`` into one vector ``[B, sum of C_l]``."""
        return (torch.cat([level.mean(dim=(2, 3)) for level in inputs], dim=1),)
