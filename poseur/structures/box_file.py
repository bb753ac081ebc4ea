"""COCO's files of boxes: annotations, or detections in the result format."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

PERSON = 1  # where a file does not name its categories
NAMED = 5  # how many images a message lists
ID = (int, float, str)
IMAGE = dict(id=ID, file_name=str)
CATEGORY = dict(id=ID)
ENTRY = dict(image_id=ID, bbox=list)


@dataclass(frozen=True)
class BoxFile:
    """The boxes of people in a file.

    Attributes:
        path: The file.
        boxes: For each image id rows of left, top, right, bottom (pixels) and score,
            float64 ``[N, 5]``; the score of annotations is NaN.
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
            return cls(str(path), group_boxes(content, [PERSON], path), None)
        keys = ('images', 'annotations', 'categories')
        found = dict(categories=[]) | (content if isinstance(content, dict) else {})
        if not all(isinstance(found.get(key), list) for key in keys):
            raise ValueError(
                f'{path} is neither a COCO annotation file (images, annotations) nor a '
                'list of detections (image_id, bbox, score).'
            )
        images, entries, categories = (found[key] for key in keys)
        for image in images:
            require(image, IMAGE, f'{path}: an image')
        for category in categories:
            require(category, CATEGORY, f'{path}: a category')
        people = [each['id'] for each in categories if each.get('name') == 'person']
        names = {image['id']: image['file_name'] for image in images}
        return cls(str(path), group_boxes(entries, people or [PERSON], path), names)

    @property
    def known(self) -> set[int]:
        """The ids of all images that it speaks of."""
        return {*self.boxes, *(self.names or ())}

    @property
    def fault(self) -> str | None:
        """What is wrong with a file that has boxes of images it does not list."""
        names = self.boxes if self.names is None else self.names
        dangling = [image_id for image_id in self.boxes if image_id not in names]
        if not dangling:
            return None
        return (
            f'There are boxes of {self.listed(dangling)}, which its list of images '
            'lacks. Add the images, or take the boxes out.'
        )

    def ids_of(self, path: str | Path) -> list[int]:
        """The ids of the image at a path.

        The end of the path has to be a name in the file, which may have folders in it;
        of several such names the longest counts.
        """
        parts = Path(path).resolve().parts
        ends = ('/'.join(parts[first:]) for first in range(1, len(parts)))
        return next((self.ids[end] for end in ends if end in self.ids), [])

    @cached_property
    def ids(self) -> dict[str, list[int]]:
        """The ids of the images by their names."""
        ids = defaultdict(list)
        for image_id, name in (self.names or {}).items():
            ids[name].append(image_id)
        return dict(ids)

    def name(self, image_id: int) -> str:
        """What messages call an image."""
        return (self.names or {}).get(image_id, f'image_id {image_id}')

    def listed(self, ids: Iterable[int]) -> str:
        """What messages call several images."""
        return shortened([self.name(image_id) for image_id in ids])


def group_boxes(
    entries: list, people: Collection[int], path: str | Path
) -> dict[int, np.ndarray]:
    """Collect the boxes of each image.

    Args:
        entries: Annotations or detections.
        people: Categories that are people.
        path: The file, for messages.

    Returns:
        Rows as :attr:`BoxFile.boxes` has them.

    Raises:
        ValueError: If an entry has no image or no box.
    """
    groups = defaultdict(list)
    for index, entry in enumerate(entries):
        place = f'{path}: entry {index}'
        require(entry, ENTRY, place)
        row = row_of(entry, place)
        category = entry.get('category_id')
        if (category is None or category in people) and not entry.get('iscrowd'):
            groups[entry['image_id']].append(row)
    return {number: np.array(rows, np.float64) for number, rows in groups.items()}


def row_of(entry: dict, place: str) -> tuple[float, ...]:
    """Left, top, right, bottom and score of an entry.

    Raises:
        ValueError: If these are no numbers.
    """
    score = entry.get('score')
    try:
        left, top, width, height = map(float, entry['bbox'])
        score = np.nan if score is None else float(score)
    except (TypeError, ValueError):
        raise ValueError(
            f'{place} has bbox {entry["bbox"]} and score {score}; give left, top, '
            'width, height, and a number as the score if there is one.'
        ) from None
    return left, top, left + width, top + height, score


def require(entry: object, kinds: Mapping[str, type | tuple], place: str) -> None:
    """Make sure that an entry is an object with values of the right kinds.

    Args:
        entry: What the file has.
        kinds: Types by key.
        place: Where it stands, for messages.

    Raises:
        ValueError: If it is none, or a key is absent or has another value.
    """
    absent = [key for key in kinds if not isinstance(entry, dict) or key not in entry]
    if absent:
        raise ValueError(f'{place} has no {", ".join(absent)}. Write it as COCO.')
    for key, kind in kinds.items():
        if not isinstance(entry[key], kind):
            raise ValueError(f'{place} has {key} {entry[key]!r}. Write it as COCO.')


def read_json(path: str | Path) -> object:
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


def shortened(names: Sequence[str]) -> str:
    """The first names of a list, for messages."""
    return ', '.join(names[:NAMED]) + (', ...' if len(names) > NAMED else '')
