"""Crops of people that calibrate and evaluate the quantization."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from poseur.structures import BoxFile, read_image
from poseur.structures.images import is_image_name

from ..crops import crop, crop_regions
from ..metadata import ModelMetadata

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
    file = None if boxes is None else BoxFile.read_annotations(boxes)
    paths = [
        path
        for path in sorted(Path(folder).glob('*'))
        if is_image_name(path) and (file is None or file.ids_of(path))
    ]
    crops: list[np.ndarray] = []
    for path in paths:
        if len(crops) >= limit:
            break
        image = read_image(path)
        size = image.shape[1], image.shape[0]
        people = np.array([[0, 0, *size]], np.float32)
        if file is not None:
            people = people_of(file, path, size)
        crops += crop_people(image, people, metadata)
    if len(crops) < MIN_PEOPLE:
        raise ValueError(
            f'{folder} has {len(crops)} people to calibrate with, in {len(paths)} '
            f'images; {MIN_PEOPLE} are needed. Give a folder with more images, and '
            'a file of boxes if they show several people each. Images that the file '
            'does not list are left out.'
        )
    return np.stack(crops[:limit])


def people_of(file: BoxFile, path: Path, size: tuple[int, int]) -> np.ndarray:
    """Return the boxes ``[N, 4]`` of an image.

    Raises:
        ValueError: If the picture has another size, or a box shows nothing of it.
    """
    try:
        boxes, faults = file.boxes_of(file.ids_of(path), size)
    except ValueError as error:
        faults = [str(error)]
    if faults:
        raise ValueError(f'{path}: {faults[0]}')
    return boxes.corners


def crop_people(
    image: np.ndarray, people: np.ndarray, metadata: ModelMetadata
) -> list[np.ndarray]:
    """Crop the boxes ``[N, 4]`` of people."""
    regions = crop_regions(people, metadata.padding, metadata.input_size)
    return [
        crop(image, *each, metadata.input_size) for each in zip(*regions, strict=True)
    ]
