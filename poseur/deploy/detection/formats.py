"""Formats of detectors: what they take, and how their outputs are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

STRIDES = (8, 16, 32)
NANODET_STRIDES = (8, 16, 32, 64)  # of NanoDet-Plus
NANODET_BINS = 8  # of the distance to each side
BGR_MEAN, BGR_STD = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)

Size = tuple[int, int]
Arrays = Sequence[np.ndarray]


class Detections(NamedTuple):
    """Boxes in pixels of the input.

    Attributes:
        corners: Left, top, right, bottom ``[N, 4]``.
        scores: ``[N]``.
        labels: Numbers of the classes ``[N]``.
    """

    corners: np.ndarray
    scores: np.ndarray
    labels: np.ndarray


class Format(NamedTuple):
    """A format of exported detectors.

    Attributes:
        read: Function that reads the outputs, given them and the input's size.
        rgb: Whether the input is RGB, else BGR.
        mean: What is subtracted from each channel.
        std: What it is divided by.
        centered: Whether the image lies in the center of the input.
        padding: Gray value around it.
        needs_nms: Whether boxes of the same object remain.
    """

    read: Callable[[Arrays, Size], Detections]
    rgb: bool = False
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    std: tuple[float, ...] = (1.0, 1.0, 1.0)
    centered: bool = False
    padding: int = 114
    needs_nms: bool = True


def grid(size: Size, strides: Sequence[int]) -> np.ndarray:
    """Return column, row and stride of all cells ``[N, 3]``, level by level."""
    levels = []
    for stride in strides:
        columns, rows = (-(-length // stride) for length in size)
        row, column = np.mgrid[:rows, :columns].reshape(2, -1)
        levels.append(np.stack([column, row, np.full(len(row), stride)], axis=1))
    return np.concatenate(levels)


def read_yolox(arrays: Arrays, size: Size) -> Detections:
    """Read offsets, objectness and classes ``[1, N, 5 + C]`` of cells."""
    found, cells = arrays[0][0], grid(size, STRIDES)
    centers = (found[:, :2] + cells[:, :2]) * cells[:, 2:]
    sizes = np.exp(np.minimum(found[:, 2:4], 20)) * cells[:, 2:]
    decoded = np.concatenate([centers, sizes, found[:, 4:]], axis=1)
    return read_decoded_yolox([decoded[None]], size)


def read_decoded_yolox(arrays: Arrays, size: Size) -> Detections:
    """Read boxes, objectness and classes ``[1, N, 5 + C]``."""
    found = arrays[0][0]
    return _best(_corners(found[:, :4]), found[:, 4:5] * found[:, 5:])


def read_dets_labels(arrays: Arrays, size: Size) -> Detections:
    """Read boxes with scores ``[1, N, 5]`` and labels ``[1, N]``, as mmdeploy has."""
    found, labels = arrays[0][0], arrays[1][0]
    return Detections(found[:, :4], found[:, 4], labels.astype(int))


def read_nanodet(arrays: Arrays, size: Size) -> Detections:
    """Read classes and distributions of distances ``[1, N, C + 32]`` of cells."""
    found = arrays[0][0]
    is_plus = len(found) == len(grid(size, NANODET_STRIDES))
    cells = grid(size, NANODET_STRIDES if is_plus else STRIDES)
    scores, logits = np.split(found, [found.shape[1] - 4 * NANODET_BINS], axis=1)
    logits = logits.reshape(len(found), 4, NANODET_BINS)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    distances = weights @ np.arange(NANODET_BINS) * cells[:, 2:]
    points = (cells[:, :2] + (0 if is_plus else 0.5)) * cells[:, 2:]
    corners = [points - distances[:, :2], points + distances[:, 2:]]
    return _best(np.concatenate(corners, axis=1), scores)


def read_ultralytics(arrays: Arrays, size: Size) -> Detections:
    """Read centers, sizes and classes ``[1, 4 + C, N]``."""
    found = arrays[0][0].T
    return _best(_corners(found[:, :4]), found[:, 4:])


def read_end_to_end(arrays: Arrays, size: Size) -> Detections:
    """Read corners, scores and classes ``[1, N, 6]`` without duplicates."""
    found = arrays[0][0]
    return Detections(found[:, :4], found[:, 4], found[:, 5].astype(int))


def _corners(boxes: np.ndarray) -> np.ndarray:
    """Return the corners of boxes given as centers and sizes ``[N, 4]``."""
    centers, sizes = boxes[:, :2], boxes[:, 2:]
    return np.concatenate([centers - sizes / 2, centers + sizes / 2], axis=1)


def _best(corners: np.ndarray, scores: np.ndarray) -> Detections:
    """Keep the best class of each box, given all scores ``[N, C]``."""
    return Detections(corners, scores.max(axis=1), scores.argmax(axis=1))


_ULTRALYTICS = Format(
    read_ultralytics, rgb=True, std=(255.0, 255.0, 255.0), centered=True
)
FORMATS: dict[str, Format] = {
    'yolox': Format(read_yolox),
    'yolox-decoded': Format(read_decoded_yolox),
    'rtmdet': Format(read_dets_labels, mean=BGR_MEAN, std=BGR_STD, needs_nms=False),
    'yolox-mmdeploy': Format(read_dets_labels, needs_nms=False),
    'nanodet': Format(
        read_nanodet, mean=BGR_MEAN, std=BGR_STD, centered=True, padding=0
    ),
    'ultralytics': _ULTRALYTICS,
    'ultralytics-end2end': _ULTRALYTICS._replace(read=read_end_to_end, needs_nms=False),
}
