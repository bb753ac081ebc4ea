"""COCO's files of boxes: annotations, or detections in the result format."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PERSON = 1  # where a file does not name its categories


@dataclass(frozen=True)
class BoxFile:
    """The boxes of people in a file.

    Attributes:
        path: The file.
        boxes: For each image id rows of left, top, right, bottom and score, float64
            ``[N, 5]``; the score of annotations is NaN.
        names: File names of images by their id; None for a list of detections.
    """

    path: str
    boxes: dict[int, np.ndarray]
    names: dict[int, str] | None

    @classmethod
    def read(cls, path: str | Path) -> BoxFile:
        """Read a file and check it.

        Crowds and objects of other categories are left out.

        Raises:
            FileNotFoundError: If there is none.
            ValueError: If it is no file of this kind.
        """
        content = read_json(path)
        if isinstance(content, list):
            return cls(str(path), group_boxes(content, {PERSON}, path), None)
        entries, images = content.get('annotations'), content.get('images')
        if not (isinstance(entries, list) and isinstance(images, list)):
            raise ValueError(
                f'{path} is neither a COCO annotation file (images, annotations) nor a '
                'list of detections (image_id, bbox, score).'
            )
        for image in images:
            require(image, ('id', 'file_name'), f'{path}: an image')
        categories = content.get('categories', [])
        people = {each['id'] for each in categories if each.get('name') == 'person'}
        names = {image['id']: image['file_name'] for image in images}
        return cls(str(path), group_boxes(entries, people or {PERSON}, path), names)

    @property
    def known(self) -> set[int]:
        """The ids of all images that it speaks of."""
        return {*self.boxes, *(self.names or ())}

    @property
    def dangling(self) -> list[int]:
        """The ids of images with boxes that its list of images lacks."""
        if self.names is None:
            return []
        return [image_id for image_id in self.boxes if image_id not in self.names]

    def name(self, image_id: int) -> str:
        """What messages call an image."""
        return (self.names or {}).get(image_id, f'image_id {image_id}')


def group_boxes(
    entries: list[dict], people: set[int], path: str | Path
) -> dict[int, np.ndarray]:
    """Collect the boxes of each image.

    Args:
        entries: Annotations or detections.
        people: Categories that are people.
        path: The file, for messages.

    Raises:
        ValueError: If an entry has no image or no box.
    """
    groups = defaultdict(list)
    for index, entry in enumerate(entries):
        place = f'{path}: entry {index}'
        require(entry, ('image_id', 'bbox'), place)
        if len(entry['bbox']) != 4:
            raise ValueError(
                f'{place} has bbox {entry["bbox"]}; give left, top, width, height.'
            )
        category = entry.get('category_id')
        if (category is None or category in people) and not entry.get('iscrowd'):
            left, top, width, height = entry['bbox']
            row = (left, top, left + width, top + height, entry.get('score', np.nan))
            groups[entry['image_id']].append(row)
    return {number: np.array(rows, np.float64) for number, rows in groups.items()}


def require(entry: dict, keys: tuple[str, ...], place: str) -> None:
    """Make sure that an entry has some keys.

    Raises:
        ValueError: If one is absent.
    """
    absent = [key for key in keys if key not in entry]
    if absent:
        raise ValueError(f'{place} has no {", ".join(absent)}. Write it as COCO.')


def read_json(path: str | Path) -> dict | list:
    """Read a JSON file.

    Raises:
        FileNotFoundError: If there is none.
        ValueError: If it holds something else.
    """
    try:
        return json.loads(Path(path).read_text())
    except FileNotFoundError:
        raise FileNotFoundError(
            f'The file of boxes {path} does not exist. Check the path.'
        ) from None
    except ValueError as error:
        raise ValueError(
            f'{path} is no JSON, or damaged: {error}. Copy the file again.'
        ) from None
