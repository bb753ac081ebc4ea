"""Which format a detector has, told by the outputs of a trial."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .errors import DetectorError
from .formats import FORMATS, NANODET_BINS, NANODET_STRIDES, STRIDES, Size, grid

COCO = 80  # classes


def recognize(
    arrays: Sequence[np.ndarray], names: Sequence[str], size: Size, path: object
) -> str:
    """Return the name of a detector's format.

    Args:
        arrays: Outputs for one image.
        names: Their names.
        size: Width and height of the input.
        path: The file, for the message.

    Raises:
        DetectorError: If the outputs are of no known format; the message has them.
    """
    shapes = [each.shape for each in arrays]
    name = None
    if all(len(shape) >= 2 and shape[0] == 1 for shape in shapes):
        if len(shapes) == 1 and len(shapes[0]) == 3:
            name = _of_one(arrays[0], size)
        elif _is_pair(shapes):
            name = 'rtmdet'
    if name is None:
        found = ', '.join(
            f'{name} {list(shape)}' for name, shape in zip(names, shapes, strict=True)
        )
        raise DetectorError(
            f'{path} has the outputs {found} for an input of {size[0]}x{size[1]}, '
            'which are those of no known detector. Known are YOLOX, RTMDet (mmdeploy), '
            'NanoDet, and Ultralytics since YOLOv8. Export the detector in one of '
            f'these formats, or name it: --det-type {", ".join(FORMATS)}.'
        )
    return name


def num_classes(name: str, arrays: Sequence[np.ndarray]) -> int | None:
    """Return the number of classes in the outputs, None where they do not tell."""
    shape = arrays[0].shape
    if name.startswith('yolox') and FORMATS[name].needs_nms:
        return shape[2] - 5
    if name == 'nanodet':
        return shape[2] - 4 * NANODET_BINS
    return shape[1] - 4 if name == 'ultralytics' else None


def _of_one(array: np.ndarray, size: Size) -> str | None:
    """Return the format of the only output, three-dimensional."""
    _, rows, columns = array.shape
    cells, more_cells = (len(grid(size, s)) for s in (STRIDES, NANODET_STRIDES))
    if columns == cells and rows > 4:
        return 'ultralytics'
    if rows == more_cells and columns > 4 * NANODET_BINS:
        return 'nanodet'
    if rows == cells and columns == COCO + 4 * NANODET_BINS:
        return 'nanodet'
    if rows == cells and columns > 5:
        # Decoded centers spread over the input, offsets stay near 0.
        is_decoded = np.median(array[0, :, :2]) > min(size) / 10
        return 'yolox-decoded' if is_decoded else 'yolox'
    return 'ultralytics-end2end' if columns == 6 else None


def _is_pair(shapes: Sequence[tuple[int, ...]]) -> bool:
    """Return whether the outputs are boxes with scores, and labels."""
    if len(shapes) != 2 or len(shapes[0]) != 3 or shapes[0][2] != 5:
        return False
    return shapes[1] == shapes[0][:2]
