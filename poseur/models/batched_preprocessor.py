"""Normalization of the crops of a batch in one operation."""

from __future__ import annotations

from typing import Any

import torch
from mmengine.structures import BaseDataElement
from mmpose.models import PoseDataPreprocessor
from mmpose.registry import MODELS


@MODELS.register_module()
class BatchedPreprocessor(PoseDataPreprocessor):
    """mmpose's preprocessor, with one operation for a batch instead of one per crop.

    Crops of one size are stacked as integers, moved to the device together and then
    normalized; others are normalized one by one. Samples are not copied where the model
    is on the CPU. The result is that of mmpose's for a list of crops. Arguments are
    those of :class:`mmpose.models.PoseDataPreprocessor`.
    """

    def forward(self, data: dict, training: bool = False) -> dict:
        """Return the batch as the model needs it.

        Args:
            data: ``inputs``, a list of crops ``[3, H, W]`` in uint8 or a batch of them,
                and ``data_samples``.
            training: Whether to apply the batch augmentations, if there are any.

        Returns:
            ``inputs``, the normalized crops ``[B, 3, H, W]``, and ``data_samples``.
        """
        crops = data['inputs']
        if not isinstance(crops, torch.Tensor) and len({c.shape for c in crops}) == 1:
            data = dict(data, inputs=torch.stack(list(crops)))
        return super().forward(data, training)

    def cast_data(self, data: Any) -> Any:
        """Move tensors to the device of the model."""
        if isinstance(data, BaseDataElement) and self.device.type == 'cpu':
            return data
        return super().cast_data(data)

    def _get_pad_shape(self, data: dict) -> list[tuple[int, int]]:
        # mmpose takes the channels of a stacked batch for its height.
        return super()._get_pad_shape(dict(inputs=list(data['inputs'])))
