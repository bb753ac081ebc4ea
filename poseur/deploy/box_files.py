"""Boxes of people from annotation files, by the names of the images."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from poseur.structures import BoxFile


def read_boxes(path: str | Path) -> dict[str, np.ndarray]:
    """Read the boxes of a COCO annotation file.

    Args:
        path: The file, see :class:`poseur.structures.BoxFile`.

    Returns:
        Left, top, right and bottom of the people in pixels, float32 ``[N, 4]``, by the
        image's ``file_name``; of images without people ``[0, 4]``.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no annotation file, or does not list all its images.
    """
    file = BoxFile.read(path)
    if file.names is None:
        raise ValueError(
            f'{path} is a list of detections, which does not name its images. Give a '
            'COCO annotation file (images, annotations).'
        )
    if file.fault:
        raise ValueError(f'{path}: {file.fault}')
    boxes = {name: np.zeros((0, 4), np.float32) for name in file.names.values()}
    for image_id, rows in file.boxes.items():
        name = file.names[image_id]
        boxes[name] = np.concatenate([boxes[name], rows[:, :4].astype(np.float32)])
    return boxes
