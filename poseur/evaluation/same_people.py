"""Differences between the people of two files in COCO's format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

Content = Mapping[str, Any]


class Differences:
    """What an evaluator's file and the files of its dataset do not have in common.

    Crowds and people without labeled keypoints count nowhere, so they may differ.

    Args:
        evaluated: Content of the evaluator's file.
        loaded: Contents of the dataset's files. Some list images only; people are then
            not compared.
    """

    def __init__(self, evaluated: Content, loaded: Sequence[Content]) -> None:
        self.images = _images([evaluated]), _images(loaded)
        self.people = _people([evaluated]), _people(loaded)

    def describe(self) -> Iterator[str]:
        """Yield the differences as clauses, each with a first example."""
        images, loaded_images = self.images
        people, loaded = self.people
        yield from _count(
            'images of the dataset that the evaluator does not know',
            [f'image {each}' for each in loaded_images if each not in images],
        )
        yield from _count(
            'images with another name',
            [
                f'image {each} ({loaded_images[each]} in the dataset, {name} in the '
                'evaluator)'
                for each, name in images.items()
                if loaded_images.get(each, name) != name
            ],
        )
        yield from _count(
            'people of the evaluator that the dataset does not have, so that they '
            'would be missed',
            [f'annotation {k}' for k, a in people.items() if self._is_missing(k, a)],
        )
        yield from _count(
            'people of the dataset that the evaluator does not have',
            [f'annotation {key}' for key in loaded if people and key not in people],
        )
        yield from _count(
            'people with other keypoints, or of another image or category',
            [
                f'annotation {key}'
                for key, each in people.items()
                if key in loaded and not _same(each, loaded[key])
            ],
        )

    def _is_missing(self, key: int, annotation: Content) -> bool:
        loaded = self.people[1]
        absent = annotation['image_id'] not in self.images[1]
        return absent or (bool(loaded) and key not in loaded)


def _images(contents: Sequence[Content]) -> dict[int, str]:
    """Return the file names by id, without folders."""
    images = [image for content in contents for image in content['images']]
    return {image['id']: PurePath(image['file_name']).name for image in images}


def _people(contents: Sequence[Content]) -> dict[int, Content]:
    """Return the people that an evaluation counts by id."""
    return {
        annotation['id']: annotation
        for content in contents
        for annotation in content.get('annotations', ())
        if not annotation.get('iscrowd')
        and any(visible > 0 for visible in annotation.get('keypoints', ())[2::3])
    }


def _same(one: Content, other: Content) -> bool:
    keys = ('image_id', 'category_id', 'keypoints')
    return all(one[key] == other[key] for key in keys)


def _count(title: str, entries: Sequence[str]) -> Iterator[str]:
    """Yield how many entries there are, and the first, unless there are none."""
    if entries:
        yield f'{title}: {len(entries)}, such as {entries[0]}'
