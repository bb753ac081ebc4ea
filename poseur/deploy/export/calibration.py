"""Crops of people for calibrating and judging the quantization."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from poseur.structures.box_files import boxes_of, read_boxes
from poseur.structures.images import read_image

from ..crops import check_boxes, crop, regions
from ..metadata import ModelMetadata

SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp')
AT_LEAST = 8


def read_crops(
    folder: str | Path, boxes: str | Path | None, metadata: ModelMetadata, limit: int
) -> np.ndarray:
    """Cut people out of the images of a folder.

    Args:
        folder: Where the images lie.
        boxes: COCO annotation file, whose images are used; None: each image is one
            person.
        metadata: How crops are made.
        limit: Take this many people at most.

    Returns:
        Crops, uint8 BGR ``[N, H, W, 3]``.

    Raises:
        ValueError: If there are fewer than eight people.
        UnreadableImageError: If a file is no image.
    """
    paths = sorted(p for p in Path(folder).glob('*') if p.suffix.lower() in SUFFIXES)
    known = None if boxes is None else read_boxes(boxes)
    crops: list[np.ndarray] = []
    for path in paths:
        if len(crops) >= limit:
            break
        people = None if known is None else boxes_of(known, path)
        if known is None or people is not None:
            crops += crops_of(read_image(path), people, metadata)
    if len(crops) < AT_LEAST:
        raise ValueError(
            f'{folder} has {len(crops)} people to calibrate with, in {len(paths)} '
            f'images; {AT_LEAST} are needed. Give a folder of images, and their boxes '
            'where they show more than one person each: images that the file of boxes '
            'does not name are left out.'
        )
    return np.stack(crops[:limit])


def crops_of(
    image: np.ndarray, people: np.ndarray | None, metadata: ModelMetadata
) -> list[np.ndarray]:
    """The crops of people ``[N, 4]`` in an image; None: the whole image."""
    height, width = image.shape[:2]
    people = np.array([[0, 0, width, height]]) if people is None else people
    boxes = check_boxes(people, (width, height))
    found = regions(boxes, metadata.padding, metadata.input_size)
    return [
        crop(image, *each, metadata.input_size) for each in zip(*found, strict=True)
    ]
