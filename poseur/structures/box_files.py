"""Boxes of people from annotation files, by the paths of the images."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import BoxFile


def read_boxes(path: str | Path) -> BoxFile:
    """Read a COCO annotation file.

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
    return file


def boxes_of(file: BoxFile, image: str | Path) -> np.ndarray | None:
    """The people of an image.

    Returns:
        Left, top, right and bottom in pixels, float32 ``[N, 4]``, with N 0 where nobody
        is annotated; None for an image that the file does not list.
    """
    ids = file.ids_of(image)
    if not ids:
        return None
    rows = [file.boxes.get(each, np.zeros((0, 5))) for each in ids]
    return np.concatenate(rows)[:, :4].astype(np.float32)
