"""HRFormer as released with Poseur: windows attend without a position bias."""

from __future__ import annotations

from copy import deepcopy

from mmpose.models.backbones.hrformer import HRFormer, HRFormerBlock, WindowMSA
from mmpose.registry import MODELS


class PlainWindowMSA(WindowMSA):
    """Attention within windows, by content only."""

    def init_weights(self) -> None:
        """Keep PyTorch's initial projections; mmpose fills a bias table here."""


class PlainWindowBlock(HRFormerBlock):
    """mmpose's HRFormer block around :class:`PlainWindowMSA`.

    Args:
        in_features: Input channels.
        out_features: Output channels.
        num_heads: Heads of the attention.
        **kwargs: Further arguments of ``HRFormerBlock``.
    """

    def __init__(
        self, in_features: int, out_features: int, num_heads: int, **kwargs
    ) -> None:
        super().__init__(in_features, out_features, num_heads, **kwargs)
        self.attn.attn = PlainWindowMSA(
            in_features, num_heads, self.attn.window_size, with_rpe=False
        )


@MODELS.register_module()
class HRFormerWithoutRPE(HRFormer):
    """mmpose's ``HRFormer`` without relative position bias.

    With ``with_rpe=False`` mmpose's own class builds, but fails to initialize its
    weights. The drop path rates of the blocks are written into a copy of ``extra``.

    Args:
        extra: Branches of the stages, as for ``HRFormer``.
        **kwargs: Further arguments of ``HRFormer``.
    """

    blocks_dict = {**HRFormer.blocks_dict, 'HRFORMERBLOCK': PlainWindowBlock}

    def __init__(self, extra: dict, **kwargs) -> None:
        super().__init__(deepcopy(extra) | dict(with_rpe=False), **kwargs)
