"""Necks: from the maps of a backbone to the levels that a head reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from mmengine.model import BaseModule
from mmpose.models.necks import ChannelMapper
from mmpose.registry import MODELS
from torch import Tensor, nn
from torch.nn import functional as F


@MODELS.register_module()
class LevelMapper(ChannelMapper):
    """mmpose's ``ChannelMapper``, optionally followed by the backbone's last map.

    It projects every level to the decoder's channels. The coarse branch pools the last
    map of the neck: the last projected level in the official code, the backbone's last
    stage in the paper's text.

    Args:
        *args: Positional arguments of ``ChannelMapper``.
        append_last_input: Whether to append the last input, unprojected, to the
            outputs.
        **kwargs: Keyword arguments of ``ChannelMapper``.
    """

    def __init__(
        self, *args: Any, append_last_input: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.append_last_input = append_last_input

    def forward(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Map levels ``[B, C_l, H_l, W_l]`` to ``[B, C, H_l, W_l]`` each."""
        outputs = super().forward(inputs)
        return (*outputs, inputs[-1]) if self.append_last_input else outputs


@MODELS.register_module()
class TopDownMapper(LevelMapper):
    """``LevelMapper`` with a path from coarse to fine levels.

    Each level adds the upsampled coarser level, so that fine maps see the whole crop,
    too. On all levels but the finest, where it would cost most, residual blocks follow
    the sum: a depthwise 5x5 convolution, GroupNorm, ReLU, a 1x1 convolution and a
    GroupNorm that starts at zero.

    Args:
        *args: Positional arguments of :class:`LevelMapper`.
        num_blocks: Residual blocks on each level but the finest.
        out_indices: Levels to return, 0 being the finest; all by default. mmpose's
            heads read the last one.
        **kwargs: Keyword arguments of :class:`LevelMapper`, ``in_channels`` and
            ``out_channels`` among them.
    """

    def __init__(
        self,
        *args: Any,
        num_blocks: int = 1,
        out_indices: Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.out_indices = out_indices
        counts = [0] + [num_blocks] * (len(kwargs['in_channels']) - 1)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                *(ResidualBlock(kwargs['out_channels']) for _ in range(count))
            )
            for count in counts
        )

    def forward(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Map levels ``[B, C_l, H_l, W_l]`` to ``[B, C, H_l, W_l]`` each."""
        maps = list(super().forward(inputs))
        for level in reversed(range(len(self.blocks))):
            if level < len(self.blocks) - 1:
                size = maps[level].shape[-2:]
                maps[level] = maps[level] + F.interpolate(maps[level + 1], size=size)
            maps[level] = self.blocks[level](maps[level])
        if self.out_indices is not None:
            maps = [maps[level] for level in self.out_indices]
        return tuple(maps)


class ResidualBlock(nn.Module):
    """Residual block of :class:`TopDownMapper`; only its ReLU acts at the start.

    Groups have eight channels. With two, PyTorch's kernel for channels-last maps is
    many times slower on CPUs.

    Args:
        channels: Channels of the map, a multiple of eight.

    Raises:
        ValueError: If they are not.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        if channels % 8:
            raise ValueError(
                f'a residual block has {channels} channels, not a multiple of 8; '
                'change out_channels of the neck or conv_channels of the head'
            )
        groups = channels // 8
        last_norm = nn.GroupNorm(groups, channels)
        nn.init.zeros_(last_norm.weight)
        self.branch = nn.Sequential(
            nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False),
            nn.GroupNorm(groups, channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 1, bias=False),
            last_norm,
        )

    def forward(self, feat: Tensor) -> Tensor:
        """Return a map of the same shape as ``feat``, ``[B, C, H, W]``."""
        return F.relu(feat + self.branch(feat))


@MODELS.register_module()
class DeconvPyramid(BaseModule):
    """Neck of plain vision transformers: finer maps from a single coarse one.

    Each deconvolution doubles the resolution, and its result is a level. Levels come
    coarsest first, so the coarse branch pools the finest one.

    Args:
        in_channels: Channels of the backbone's map.
        out_channels: Channels ``C`` of every level.
        num_levels: Number of deconvolutions, each followed by batch norm and ReLU.
        init_cfg: Initial weights, as for every mmengine module. Defaults to those of
            mmpose's heatmap heads.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        num_levels: int = 3,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(
            init_cfg or dict(type='Normal', layer='ConvTranspose2d', std=0.001)
        )
        layers: list[nn.Module] = []
        for channels in (in_channels, *[out_channels] * (num_levels - 1)):
            layers += [
                nn.ConvTranspose2d(channels, out_channels, 4, 2, padding=1, bias=False),
                nn.BatchNorm2d(out_channels),
                nn.ReLU(inplace=True),
            ]
        self.deconv_layers = nn.Sequential(*layers)

    def forward(self, inputs: tuple[Tensor]) -> tuple[Tensor, ...]:
        """Map ``[B, C_in, H, W]`` to ``[B, C, 2H, 2W]``, ``[B, C, 4H, 4W]``, ...

        Raises:
            ValueError: If the backbone gives several maps.
        """
        if len(inputs) != 1:
            raise ValueError(
                f'DeconvPyramid takes one map and got {len(inputs)}; keep one stage of '
                'the backbone (out_indices), or use LevelMapper'
            )
        feat = inputs[0]
        levels = []
        for layer in self.deconv_layers:
            feat = layer(feat)
            if isinstance(layer, nn.ReLU):
                levels.append(feat)
        return tuple(levels)


@MODELS.register_module()
class PooledLevels(nn.Module):
    """Global average pooling of every level, concatenated, for regression baselines.

    mmpose's ``GlobalAveragePooling`` keeps levels apart, and its regression heads read
    the last one only. With HRNet's branches, that leaves parameters without a gradient.
    """

    def forward(self, inputs: Sequence[Tensor]) -> tuple[Tensor]:
        """Pool maps ``[B, C_l, H_l, W_l]`` into one vector ``[B, sum of C_l]``."""
        return (torch.cat([level.mean(dim=(2, 3)) for level in inputs], dim=1),)
