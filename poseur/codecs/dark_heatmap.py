"""Unbiased heatmaps as in the official code of DARK, TransPose and TokenPose."""

from __future__ import annotations

import numpy as np
from mmpose.codecs import MSRAHeatmap
from mmpose.codecs.utils import get_heatmap_maximum, refine_keypoints_dark
from mmpose.registry import KEYPOINT_CODECS


@KEYPOINT_CODECS.register_module()
class DarkHeatmap(MSRAHeatmap):
    """Gaussians at real-valued positions, decoded by DARK (Zhang et al. 2020).

    It differs from mmpose's ``MSRAHeatmap(unbiased=True)`` in three ways:

    - Centers of crop and heatmap coincide, and lengths are between the centers of the
      first and the last pixel. The ratio of the widths scales both axes. It belongs to
      crops of ``CropAndEncode(minus_one=True)``.
    - Keypoints up to one pixel farther to the left and to the top have a target.
    - A map without a positive value has its keypoint at (0, 0) of the map.

    Like mmpose's ``UDPHeatmap``, :meth:`decode` returns ``input_size`` for the center
    of the last pixel, from which mmpose computes coordinates in the image.

    Args:
        input_size: Width and height of the crops in pixels.
        heatmap_size: Width and height of the heatmaps in pixels.
        sigma: Standard deviation of the Gaussians in pixels of the heatmap.
        blur_kernel_size: Width of the kernel that smooths a map before it is decoded,
            odd.
    """

    def __init__(
        self,
        input_size: tuple[int, int],
        heatmap_size: tuple[int, int],
        sigma: float,
        blur_kernel_size: int = 11,
    ) -> None:
        super().__init__(input_size, heatmap_size, sigma, True, blur_kernel_size)
        self.last_pixel = np.array(input_size, np.float32) - 1
        self.last_cell = np.array(heatmap_size, np.float32) - 1
        self.scale_factor = self.last_pixel[:1] / self.last_cell[:1]

    def encode(
        self, keypoints: np.ndarray, keypoints_visible: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """Make the targets of one person.

        Args:
            keypoints: Keypoints in pixels of the crop, ``[1, K, 2]``.
            keypoints_visible: Whether keypoints are labeled, ``[1, K]``; default: all.

        Returns:
            ``heatmaps`` ``[K, H, W]`` and ``keypoint_weights`` ``[1, K]``, which are 0
            for keypoints whose Gaussian is outside the map.
        """
        if keypoints_visible is None:
            keypoints_visible = np.ones(keypoints.shape[:2], np.float32)
        cells = (keypoints - self.last_pixel / 2) / self.scale_factor
        cells = (cells + self.last_cell / 2).astype(np.float32)[0]
        radius = 3 * self.sigma
        # Truncation toward zero keeps what ends in the pixel before the first one.
        first, last = np.trunc(cells - radius), np.trunc(cells + radius + 1)
        inside = ((first < self.heatmap_size) & (last >= 0)).all(-1)
        weights = keypoints_visible * inside
        width, height = self.heatmap_size
        columns = (np.arange(width) - cells[:, :1]) ** 2  # [K, W]
        rows = (np.arange(height) - cells[:, 1:]) ** 2  # [K, H]
        squares = rows[:, :, None] + columns[:, None]
        heatmaps = np.exp(-squares / (2 * self.sigma**2))
        heatmaps *= (weights[0] > 0.5)[:, None, None]
        return dict(heatmaps=heatmaps.astype(np.float32), keypoint_weights=weights)

    def decode(self, encoded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find the keypoints of one person.

        Args:
            encoded: Heatmaps ``[K, H, W]``.

        Returns:
            Keypoints ``[1, K, 2]``, 0 to ``input_size`` from the first to the last
            pixel of the crop, and scores ``[1, K]``, the largest values of the maps.
        """
        cells, scores = get_heatmap_maximum(encoded)
        found = scores > 0
        cells[~found] = 0
        if found.any():
            cells[found] = refine_keypoints_dark(
                cells[None, found], encoded[found].copy(), self.blur_kernel_size
            )[0]
        pixels = (cells - self.last_cell / 2) * self.scale_factor + self.last_pixel / 2
        return (pixels / self.last_pixel * self.input_size)[None], scores[None]
