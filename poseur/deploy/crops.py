"""From boxes in an image to crops, and from crops back to the image."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from poseur.structures import box_faults

from .errors import BoxError


class Regions(NamedTuple):
    """The parts of an image that crops show.

    Attributes:
        centers: Their centers in pixels ``[N, 2]``.
        extents: Their widths and heights in pixels ``[N, 2]``.
    """

    centers: np.ndarray
    extents: np.ndarray


def check_boxes(bboxes: np.ndarray, image_size: tuple[int, int]) -> np.ndarray:
    """Make sure that every box shows a part of the image.

    Args:
        bboxes: Corners ``[N, 4]`` in pixels: left, top, right, bottom.
        image_size: Width and height of the image.

    Returns:
        The boxes as float32; an empty list gives ``[0, 4]``.

    Raises:
        BoxError: Naming the first box that is wrong, and why.
    """
    boxes = np.asarray(bboxes, np.float32)
    if boxes.size == 0:
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise BoxError(
            f'boxes have the shape {list(boxes.shape)} and must have [N, 4]: left, '
            'top, right, bottom of each in pixels'
        )
    faults = box_faults(boxes, image_size)
    if faults:
        raise BoxError(next(iter(faults.values())))
    return boxes


def regions(boxes: np.ndarray, padding: float, input_size: tuple[int, int]) -> Regions:
    """Grow boxes ``[N, 4]`` and widen them to the shape of a crop."""
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
    """Cut one region ``[2]``, ``[2]`` out of ``[H, W, 3]`` and resize it."""
    triangle = np.float32([[0, 0], [-0.5, 0], [-0.5, 0.5]])
    source = center + triangle * extent[0]
    target = np.multiply(size, 0.5) + triangle * size[0]
    matrix = cv2.getAffineTransform(np.float32(source), np.float32(target))
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR)


def to_image(
    keypoints: np.ndarray, found: Regions, input_size: tuple[int, int]
) -> np.ndarray:
    """Move keypoints ``[N, K, 2]`` from pixels of crops to pixels of the image."""
    corners = found.centers - 0.5 * found.extents
    return keypoints / input_size * found.extents[:, None] + corners[:, None]
