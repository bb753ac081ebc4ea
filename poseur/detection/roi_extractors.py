"""mmdet's RoI extractors in full precision, registered with mmdet on import."""

from __future__ import annotations

from collections.abc import Sequence

from mmdet.models.roi_heads.roi_extractors import (
    BaseRoIExtractor,
    GenericRoIExtractor,
    SingleRoIExtractor,
)
from mmdet.registry import MODELS
from torch import Tensor

from poseur.models.layers import full_precision


class FullPrecisionMixin(BaseRoIExtractor):
    """Pooling in float32 whatever the type of the features, which the result keeps.

    mmdet converts the regions to the type of the features. Under mixed precision their
    coordinates are then rounded, and areas above 65,504 pixels overflow in float16 and
    choose another level of the pyramid than in a test. Pooling has no gradient in
    bfloat16.
    """

    def forward(
        self,
        feats: Sequence[Tensor],
        rois: Tensor,
        roi_scale_factor: float | None = None,
    ) -> Tensor:
        """Pool the features of regions.

        Args:
            feats: Feature maps ``[B, C, H_l, W_l]``.
            rois: Regions ``[N, 5]``, float32.
            roi_scale_factor: Factor on the sides of the regions.

        Returns:
            Pooled features ``[N, C, H, W]`` of the type of ``feats``.
        """
        full = tuple(full_precision(feat) for feat in feats)
        return super().forward(full, rois, roi_scale_factor).to(feats[0].dtype)


@MODELS.register_module()
class FullPrecisionSingleRoIExtractor(FullPrecisionMixin, SingleRoIExtractor):
    """mmdet's ``SingleRoIExtractor`` in full precision; arguments are the same."""


@MODELS.register_module()
class FullPrecisionGenericRoIExtractor(FullPrecisionMixin, GenericRoIExtractor):
    """mmdet's ``GenericRoIExtractor`` in full precision; arguments are the same."""
