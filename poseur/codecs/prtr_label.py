"""Codec of PRTR: keypoints outside of the crop are targets, too."""

from __future__ import annotations

import numpy as np
from mmpose.registry import KEYPOINT_CODECS

from .poseur_label import PoseurLabel


@KEYPOINT_CODECS.register_module()
class PRTRLabel(PoseurLabel):
    """Regression label in which every labeled keypoint counts.

    The weight of a labeled keypoint is 1 wherever it is, and its target may be below 0
    or above 1. The target of an unlabeled one is 0: :class:`poseur.models.comparisons.
    SetLoss` matches all keypoints, and the crop moves unlabeled ones to any place.

    Args:
        input_size: Crop size ``(width, height)`` in pixels.
    """

    def encode(
        self, keypoints: np.ndarray, keypoints_visible: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """Divide keypoints by the size of the crop.

        Args:
            keypoints: Keypoints in pixels of the crop ``[N, K, 2]``.
            keypoints_visible: Above 0.5 for labeled keypoints ``[N, K]``; all are
                labeled by default.

        Returns:
            ``keypoint_labels`` ``[N, K, 2]`` and ``keypoint_weights`` ``[N, K]``.
        """
        if keypoints_visible is None:
            keypoints_visible = np.ones(keypoints.shape[:2])
        weights = (keypoints_visible > 0.5).astype(np.float32)
        labels = keypoints / np.array(self.input_size) * weights[..., None]
        return dict(keypoint_labels=labels.astype(np.float32), keypoint_weights=weights)
