"""The codec: keypoints in pixels of the crop <-> normalized regression targets."""

from __future__ import annotations

import numpy as np
from mmpose.codecs import RegressionLabel
from mmpose.registry import KEYPOINT_CODECS


@KEYPOINT_CODECS.register_module()
class PoseurLabel(RegressionLabel):
    """mmpose's regression label, decoding keypoints that come with their scores.

    Encoding divides by the crop's width and height; the weight of a keypoint is 1 when
    it is labeled and inside the crop, else 0. Decoding accepts keypoints anywhere.

    Args:
        input_size: Crop size ``(width, height)`` in pixels.
    """

    def decode(
        self, encoded: np.ndarray, scores: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Scale coordinates to pixels.

        Args:
            encoded: Normalized coordinates ``[N, K, 2]``.
            scores: Keypoint scores ``[N, K]``, passed through.

        Returns:
            Coordinates in pixels of the crop ``[N, K, 2]``, and the scores.
        """
        return encoded * np.array(self.input_size), scores
