"""Codec between keypoints in crop pixels and normalized regression targets."""

from __future__ import annotations

import numpy as np
from mmpose.codecs import RegressionLabel
from mmpose.registry import KEYPOINT_CODECS


@KEYPOINT_CODECS.register_module()
class PoseurLabel(RegressionLabel):
    """mmpose's regression label with scores that the head supplies.

    Encoding divides by the crop's width and height. The weight of a keypoint is 1 if it
    is labeled and inside the crop, else 0. Decoding also accepts keypoints outside the
    crop.

    Args:
        input_size: Crop size ``(width, height)`` in pixels.
    """

    def decode(
        self, encoded: np.ndarray, scores: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Scale coordinates to pixels.

        Args:
            encoded: Normalized coordinates ``[N, K, 2]``.
            scores: Keypoint scores ``[N, K]``, returned unchanged.

        Returns:
            Coordinates in pixels of the crop ``[N, K, 2]``, and the scores.
        """
        return encoded * np.array(self.input_size), scores
