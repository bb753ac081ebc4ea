"""Skeletons on pictures, and many pictures on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

SHIFT = 4  # cv2 takes coordinates in 1/16 pixels


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
        metainfo: A dataset's metainfo with ``skeleton_links`` and colours (RGB).
        min_score: Keypoints with a lower score, and their limbs, are left out.
        width: Thickness of the limbs in pixels; by default for a person who fills the
            image.
    """
    points = [tuple(int(v) for v in point) for point in np.rint(keypoints * 2**SHIFT)]
    shown = scores >= min_score
    width = width or max(1, round(image.shape[0] / 150))
    for (start, end), colour in zip(
        metainfo['skeleton_links'], metainfo['skeleton_link_colors'], strict=True
    ):
        if shown[start] and shown[end]:
            colour = tuple(int(c) for c in colour[::-1])
            cv2.line(
                image, points[start], points[end], colour, width, cv2.LINE_AA, SHIFT
            )
    for index in np.flatnonzero(shown):
        colour = tuple(int(c) for c in metainfo['keypoint_colors'][index][::-1])
        radius = round(1.2 * width * 2**SHIFT)
        cv2.circle(image, points[index], radius, colour, -1, cv2.LINE_AA, SHIFT)


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
