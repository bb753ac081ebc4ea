"""The neck: every backbone level projected to the decoder's channels."""

from __future__ import annotations

from mmpose.models.necks import ChannelMapper
from mmpose.registry import MODELS
from torch import Tensor


@MODELS.register_module()
class LevelMapper(ChannelMapper):
    """mmpose's ``ChannelMapper`` that can also hand on the backbone's last map.

    The coarse branch pools the last map it is given: the last *mapped* level in the
    released models, the backbone's own last stage in the paper's text.

    Args:
        append_last_input: Append the unmapped last input to the outputs.
        **kwargs: Arguments of ``ChannelMapper``.
    """

    def __init__(self, *args, append_last_input: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.append_last_input = append_last_input

    def forward(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Map levels ``[B, C_l, H_l, W_l]`` to ``[B, C, H_l, W_l]`` each."""
        outputs = super().forward(inputs)
        return (*outputs, inputs[-1]) if self.append_last_input else outputs
