"""Skeletons on pictures, and many pictures on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from .drawing import bgr, draw_dot, draw_line


def draw_pose(
    image: np.ndarray,
    keypoints: np.ndarray,
    scores: np.ndarray,
    metainfo: dict,
    min_score: float = 0.2,
    width: int | None = None,
) -> None:
    """Draw one person into an image, in place.

    Args:
        image: Pixels, uint8 BGR ``[H, W, 3]``.
        keypoints: Coordinates in pixels ``[K, 2]``.
        scores: Keypoint scores ``[K]``.
        metainfo: A dataset's metainfo with ``skeleton_links`` and colors (RGB).
        min_score: Keypoints with a lower score, and their limbs, are left out.
        width: Thickness of the limbs in pixels; by default for a person who fills the
            image.
    """
    shown = scores >= min_score
    width = width or max(1, round(image.shape[0] / 150))
    for (start, end), color in zip(
        metainfo['skeleton_links'], metainfo['skeleton_link_colors'], strict=True
    ):
        if shown[start] and shown[end]:
            draw_line(image, keypoints[start], keypoints[end], bgr(color), width)
    for index in np.flatnonzero(shown):
        color = bgr(metainfo['keypoint_colors'][index])
        draw_dot(image, keypoints[index], 1.2 * width, color)


def contact_sheet(
    pictures: Sequence[np.ndarray], columns: int, size: tuple[int, int]
) -> np.ndarray:
    """Arrange pictures row by row.

    Args:
        pictures: Images uint8 BGR ``[H, W, 3]``, scaled to fit their cell.
        columns: Pictures in a row.
        size: Width and height of a cell in pixels.

    Returns:
        The sheet, uint8 BGR.
    """
    width, height = size
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * height, columns * width, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        zoom = min(width / picture.shape[1], height / picture.shape[0])
        scaled = cv2.resize(
            picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA
        )
        top, left = index // columns * height, index % columns * width
        sheet[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return sheet
