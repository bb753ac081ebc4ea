"""HRFormer of the official Poseur models: windows attend without a position bias."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from mmpose.models.backbones.hrformer import HRFormer, HRFormerBlock, WindowMSA
from mmpose.registry import MODELS


class PlainWindowMSA(WindowMSA):
    """Attention within windows by content only."""

    def init_weights(self) -> None:
        """Keep PyTorch's initial projections. mmpose's method fills a bias table."""


class PlainWindowBlock(HRFormerBlock):
    """mmpose's HRFormer block with :class:`PlainWindowMSA`.

    Args:
        in_features: Input channels.
        out_features: Output channels.
        num_heads: Attention heads.
        **kwargs: Further arguments of ``HRFormerBlock``.
    """

    def __init__(
        self, in_features: int, out_features: int, num_heads: int, **kwargs: Any
    ) -> None:
        super().__init__(in_features, out_features, num_heads, **kwargs)
        self.attn.attn = PlainWindowMSA(
            in_features, num_heads, self.attn.window_size, with_rpe=False
        )


@MODELS.register_module()
class HRFormerWithoutRPE(HRFormer):
    """mmpose's ``HRFormer`` without relative position bias.

    mmpose's own class fails to initialize its weights if ``with_rpe=False``. It also
    writes the drop path rates into ``extra``, so this class passes it a copy.

    Args:
        extra: Branches of the stages, as for ``HRFormer``.
        **kwargs: Further arguments of ``HRFormer``.
    """

    blocks_dict = {**HRFormer.blocks_dict, 'HRFORMERBLOCK': PlainWindowBlock}

    def __init__(self, extra: dict, **kwargs: Any) -> None:
        super().__init__(deepcopy(extra) | dict(with_rpe=False), **kwargs)
