"""Files in COCO's format, and mutations that exports and tools are known for."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from tests.helpers.made_coco import made_coco

from .byte_mutations import mutate_bytes
from .mutations import mutate

SHARE_OF_BYTES = 0.1  # cases whose bytes are mutated, not their values


def sound_file(rng: random.Random) -> dict:
    """Return a file of 6 to 300 people, with entries that are left out in it."""
    content = made_coco(rng.choice((6, 6, 6, 12, 300)))
    people = content['annotations']
    for person, changes in zip(people[1:4], LEFT_OUT, strict=True):
        if rng.random() < 0.3:
            person.update(changes)
    return content


LEFT_OUT: tuple[dict, ...] = (
    dict(iscrowd=1),
    dict(keypoints=[0] * 9, num_keypoints=0),
    dict(keypoints=[], num_keypoints=0),
)


def write_mutated(content: Any, path: Path, rng: random.Random, own: Any) -> str:
    """Mutate content or bytes, write the file, and return what was done."""
    if rng.random() < SHARE_OF_BYTES:
        title, written = mutate_bytes(json.dumps(content).encode(), rng)
    else:
        title = mutate(content, rng, own)
        written = json.dumps(content).encode()
    path.write_bytes(written)
    return title


def merge_files(content: dict, rng: random.Random) -> None:
    """Append a second export, whose ids begin like those of the first."""
    other = made_coco(rng.choice((2, 6)))
    for key in rng.choice((('images', 'annotations'), tuple(content), ('images',))):
        content[key] += other[key]


def restart_ids(content: dict, rng: random.Random) -> None:
    """Number the annotations of each image from 0, or the images from 0."""
    if rng.random() < 0.3:
        for number, image in enumerate(content['images']):
            image['id'] = number
        return
    for number, person in enumerate(content['annotations']):
        person['id'] = number % 2


def other_category(content: dict, rng: random.Random) -> None:
    """Move some objects into another category, with or without keypoints."""
    content['categories'].append(dict(id=2, name=rng.choice(('dog', 'person'))))
    for person in rng.sample(content['annotations'], 2):
        person['category_id'] = 2
        if rng.random() < 0.5:
            del person['keypoints']


def reorder_names(content: dict, rng: random.Random) -> None:
    rng.shuffle(content['categories'][0]['keypoints'])


def write_corners(content: dict, rng: random.Random) -> None:
    """Write the boxes of some or all people as two corners."""
    for person in content['annotations'][:: rng.choice((1, 2))]:
        x, y, width, height = person['bbox']
        person['bbox'] = [x, y, x + width, y + height]


def resize(content: dict, rng: random.Random) -> None:
    """Give pictures another size than that of the annotations."""
    factor = rng.choice((0.1, 0.5, 2, 10))
    for image in rng.choice((content['images'], content['images'][:1])):
        image.update(width=image['width'] * factor, height=image['height'] * factor)


def share_of_pictures(content: dict, rng: random.Random) -> None:
    """Write coordinates between 0 and 1."""
    for person in rng.choice((content['annotations'], content['annotations'][:1])):
        person['bbox'] = [value / 200 for value in person['bbox']]
        person['keypoints'] = [value / 200 for value in person['keypoints']]


def change_visibilities(content: dict, rng: random.Random) -> None:
    values = rng.choice(((0, 1), (0.5, 0.9), (True, False), (-1, 3), (0, 0), (2, 9)))
    for person in content['annotations'][:: rng.choice((1, 3))]:
        for index in range(2, len(person['keypoints']), 3):
            person['keypoints'][index] = rng.choice(values)


def change_ids_type(content: dict, rng: random.Random) -> None:
    """Write ids, or references to them, as text."""
    key, where = rng.choice((
        ('id', 'images'), ('id', 'annotations'), ('image_id', 'annotations'),
        ('category_id', 'annotations'), ('id', 'categories'),
    ))  # fmt: skip
    for entry in content[where][:: rng.choice((1, 4))]:
        entry[key] = rng.choice((str, float))(entry[key])


def share_names(content: dict, rng: random.Random) -> None:
    """Give two images one file name."""
    first, other = rng.sample(content['images'], 2)
    other['file_name'] = first['file_name']


COCO_MUTATIONS = (
    *(merge_files, restart_ids, other_category, reorder_names, write_corners, resize),
    *(share_of_pictures, change_visibilities, change_ids_type, share_names),
)
