"""HRNet without its last stages, as TransPose and TokenPose use it."""

from __future__ import annotations

from typing import Any

from mmpose.models.backbones import HRNet
from mmpose.registry import MODELS
from torch import nn


@MODELS.register_module()
class ShortHRNet(HRNet):
    """The finest branch of one of HRNet's first stages.

    The last module fuses its branches into the finest one only, so every parameter
    takes part in the output. Names of weights are those of ``HRNet``, whose pretrained
    weights can be loaded.

    Args:
        extra: Branches of the stages, as for ``HRNet``. Those of the stages that are
            left out are not read.
        num_stages: Number of stages: 1 for the stem and the four bottlenecks after it
            (256 channels), 2 or 3 for the stages with two or three branches.
        **kwargs: Further arguments of ``HRNet``.

    Raises:
        ValueError: If ``num_stages`` is not 1, 2 or 3.
    """

    def __init__(self, extra: dict, num_stages: int = 3, **kwargs: Any) -> None:
        if num_stages not in (1, 2, 3):
            raise ValueError(
                f'num_stages={num_stages} of ShortHRNet must be 1, 2 or 3; use HRNet '
                'for all four stages'
            )
        names = [f'stage{stage}' for stage in range(1, 5)]
        last = dict(extra[names[num_stages - 1]], multiscale_output=False)
        # HRNet builds four stages. Those without modules have no parameters.
        empty = dict(
            num_modules=0,
            num_branches=1,
            block=last['block'],
            num_blocks=last['num_blocks'][:1],
            num_channels=last['num_channels'][:1],
        )
        stages = {name: extra[name] for name in names[:num_stages]}
        stages |= {names[num_stages - 1]: last}
        stages |= dict.fromkeys(names[num_stages:], empty)
        super().__init__({**extra, **stages}, **kwargs)

    def _make_stage(
        self, layer_config: dict, in_channels: list[int], multiscale_output: bool = True
    ) -> tuple[nn.Sequential, list[int]]:
        """Build a stage; all of its branches are outputs unless it is the last."""
        multiscale_output = layer_config.get('multiscale_output', True)
        return super()._make_stage(layer_config, in_channels, multiscale_output)
