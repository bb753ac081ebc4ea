"""Neck of HRNet's classification net: all branches joined into one coarse map."""

from __future__ import annotations

from collections.abc import Sequence

from mmengine.model import BaseModule
from mmpose.models.backbones.resnet import Bottleneck
from mmpose.registry import MODELS
from torch import Tensor, nn


@MODELS.register_module()
class BranchFusion(BaseModule):
    """Raises the channels of each branch and adds it to the finer ones.

    A bottleneck gives each branch four times its channels. From fine to coarse, the sum
    so far passes a convolution of stride 2, and the next branch is added. A 1x1
    convolution ends it. Names are those of HRNet's classification net, whose ImageNet
    weights load with ``init_cfg=dict(type='Pretrained', ...)``.

    Args:
        in_channels: Channels of the branches, from fine to coarse.
        out_channels: Channels of the result.
        init_cfg: Initial weights, as for every mmengine module. Defaults to those of
            HRNet.
    """

    def __init__(
        self,
        in_channels: Sequence[int] = (32, 64, 128, 256),
        out_channels: int = 2048,
        init_cfg: dict | list[dict] | None = None,
    ) -> None:
        super().__init__(init_cfg or dict(type='Kaiming', layer='Conv2d'))
        widths = [4 * channels for channels in in_channels]
        self.incre_modules = nn.ModuleList(
            nn.Sequential(raising_block(*pair))
            for pair in zip(in_channels, widths, strict=True)
        )
        self.downsamp_modules = nn.ModuleList(
            conv_norm_relu(*pair, kernel_size=3, stride=2)
            for pair in zip(widths[:-1], widths[1:], strict=True)
        )
        self.final_layer = conv_norm_relu(widths[-1], out_channels, 1, stride=1)

    def forward(self, inputs: Sequence[Tensor]) -> tuple[Tensor]:
        """Map branches ``[B, C_l, H / 2^l, W / 2^l]`` to one of the coarsest size.

        Raises:
            ValueError: If there are more or fewer branches than ``in_channels``.
        """
        if len(inputs) != len(self.incre_modules):
            raise ValueError(
                f'BranchFusion has in_channels of {len(self.incre_modules)} branches '
                f'and got {len(inputs)}; set extra.stage4.multiscale_output=True in '
                'the backbone, or in_channels of the neck to its branches'
            )
        raised = [
            module(feat)
            for module, feat in zip(self.incre_modules, inputs, strict=True)
        ]
        joined = raised[0]
        for module, feat in zip(self.downsamp_modules, raised[1:], strict=True):
            joined = feat + module(joined)
        return (self.final_layer(joined),)


def raising_block(in_channels: int, out_channels: int) -> Bottleneck:
    """Return a bottleneck whose shortcut is a projection."""
    shortcut = nn.Sequential(
        nn.Conv2d(in_channels, out_channels, 1, bias=False),
        nn.BatchNorm2d(out_channels),
    )
    return Bottleneck(in_channels, out_channels, downsample=shortcut)


def conv_norm_relu(
    in_channels: int, out_channels: int, kernel_size: int, stride: int
) -> nn.Sequential:
    """Return a convolution with bias, batch norm and ReLU."""
    padding = kernel_size // 2
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(inplace=True),
    )
