"""The neck of plain vision transformers: finer maps from a single coarse one."""

from __future__ import annotations

from mmengine.model import BaseModule
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class DeconvPyramid(BaseModule):
    """Deconvolutions that double the resolution, every result of which is a level.

    Levels come coarsest first, so the coarse branch pools the finest one.

    Args:
        in_channels: Channels of the backbone's map.
        out_channels: Channels ``C`` of every level.
        num_levels: Number of deconvolutions, each followed by batch norm and ReLU.
        init_cfg: Initial weights, as for every mmengine module. By default those of
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
        layers = []
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
