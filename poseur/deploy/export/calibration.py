"""Crops of people that calibrate and evaluate the quantization."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from poseur.structures import BoxFile, read_image

from ..crops import check_boxes, crop, crop_regions
from ..metadata import ModelMetadata

SUFFIXES = ('.jpg', '.jpeg', '.png', '.bmp')
MIN_PEOPLE = 8


def read_crops(
    folder: str | Path, boxes: str | Path | None, metadata: ModelMetadata, limit: int
) -> np.ndarray:
    """Crop the people in the images of a folder.

    Args:
        folder: The folder of images.
        boxes: COCO annotation file; images that it does not list are left out. None
            means that each image is one person.
        metadata: Size and padding of the crops.
        limit: Largest number of people.

    Returns:
        Crops, uint8 BGR ``[N, H, W, 3]``.

    Raises:
        ValueError: If there are fewer than eight people.
        UnreadableImageError: If a file is truncated or not an image.
    """
    paths = sorted(p for p in Path(folder).glob('*') if p.suffix.lower() in SUFFIXES)
    file = None if boxes is None else BoxFile.read_annotations(boxes)
    crops: list[np.ndarray] = []
    for path in paths:
        if len(crops) >= limit:
            break
        if file is None or file.ids_of(path):
            image = read_image(path)
            size = image.shape[1], image.shape[0]
            people = None if file is None else file.boxes_of(path, size)
            crops += crop_people(image, people, metadata)
    if len(crops) < MIN_PEOPLE:
        raise ValueError(
            f'{folder} has {len(crops)} people to calibrate with, in {len(paths)} '
            f'images; {MIN_PEOPLE} are needed. Give a folder with more images, and '
            'a file of boxes if they show several people each. Images that the file '
            'does not list are left out.'
        )
    return np.stack(crops[:limit])


def crop_people(
    image: np.ndarray, people: np.ndarray | None, metadata: ModelMetadata
) -> list[np.ndarray]:
    """Crop the boxes ``[N, 4]`` of people, or the whole image if they are None."""
    height, width = image.shape[:2]
    people = np.array([[0, 0, width, height]]) if people is None else people
    boxes = check_boxes(people, (width, height))
    regions = crop_regions(boxes, metadata.padding, metadata.input_size)
    return [
        crop(image, *each, metadata.input_size) for each in zip(*regions, strict=True)
    ]
