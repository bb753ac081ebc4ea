"""Crops of the boxes in an image, and their coordinates in the image."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import ArrayLike

from poseur.structures import find_invalid_boxes


class BoxError(ValueError):
    """A box is malformed or shows nothing of the image."""


class Regions(NamedTuple):
    """The regions of an image that ``N`` crops show.

    Attributes:
        centers: Centers in pixels ``[N, 2]``.
        extents: Widths and heights in pixels ``[N, 2]``.
    """

    centers: np.ndarray
    extents: np.ndarray


def check_boxes(bboxes: ArrayLike, image_size: tuple[int, int]) -> np.ndarray:
    """Check that every box shows a part of the image.

    Args:
        bboxes: Left, top, right, bottom in pixels ``[N, 4]``.
        image_size: Width and height of the image.

    Returns:
        The boxes as float32 ``[N, 4]``; an empty list gives ``[0, 4]``.

    Raises:
        BoxError: If a box is invalid; the message names the first one.
    """
    boxes = np.asarray(bboxes, np.float32)
    if boxes.size == 0:
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise BoxError(
            f'boxes have the shape {list(boxes.shape)} and must have [N, 4]: left, '
            'top, right, bottom of each in pixels'
        )
    errors = find_invalid_boxes(boxes, image_size)
    if errors:
        raise BoxError(next(iter(errors.values())))
    return boxes


def crop_regions(
    boxes: np.ndarray, padding: float, input_size: tuple[int, int]
) -> Regions:
    """Enlarge boxes ``[N, 4]`` by ``padding`` and to the aspect ratio of a crop."""
    extents = (boxes[:, 2:] - boxes[:, :2]) * np.float32(padding)
    centers = (boxes[:, 2:] + boxes[:, :2]) * np.float32(0.5)
    ratio = input_size[0] / input_size[1]
    widths, heights = extents.T
    widest = widths > heights * ratio
    extents = np.where(
        widest[:, None],
        np.stack([widths, widths / ratio], axis=1),
        np.stack([heights * ratio, heights], axis=1),
    )
    return Regions(centers, extents)


def crop(
    image: np.ndarray, center: np.ndarray, extent: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    """Cut one region out of an image ``[H, W, 3]`` and resize it.

    Args:
        image: The image.
        center: Center of the region in pixels ``[2]``.
        extent: Width and height of the region in pixels ``[2]``.
        size: Width and height of the crop in pixels.
    """
    triangle = np.array([[0, 0], [-0.5, 0], [-0.5, 0.5]], np.float32)
    source = center + triangle * extent[0]
    target = np.multiply(size, 0.5) + triangle * size[0]
    matrix = cv2.getAffineTransform(
        source.astype(np.float32), target.astype(np.float32)
    )
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)


def to_image(
    keypoints: np.ndarray, regions: Regions, input_size: tuple[int, int]
) -> np.ndarray:
    """Convert keypoints ``[N, K, 2]`` from pixels of crops to pixels of the image."""
    corners = regions.centers - 0.5 * regions.extents
    return keypoints / input_size * regions.extents[:, None] + corners[:, None]
