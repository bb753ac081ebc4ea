"""The convolutions of Mask R-CNN's keypoint head."""

from __future__ import annotations

from mmcv.cnn import ConvModule
from torch import nn


def conv_tower(in_channels: int, channels: int, num_convs: int) -> nn.Sequential:
    """3x3 convolutions with ReLU that keep the size of the map (Sec. 4.3).

    Args:
        in_channels: Channels of the pooled features.
        channels: Channels of every convolution.
        num_convs: Number of convolutions.
    """
    widths = [in_channels] + [channels] * num_convs
    return nn.Sequential(
        *(
            ConvModule(before, after, kernel_size=3, padding=1)
            for before, after in zip(widths[:-1], widths[1:], strict=True)
        )
    )
