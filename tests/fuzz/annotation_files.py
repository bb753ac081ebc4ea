"""COCO files: datasets of people and of images, and the evaluators."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from logging import Handler, LogRecord
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.logging import MMLogger
from mmengine.registry import DefaultScope

from poseur.datasets import CheckedCocoDataset
from poseur.detection.datasets import CocoPersonDataset
from poseur.detection.evaluation import CocoPersonMetric
from poseur.evaluation import CheckedCocoMetric
from tests.helpers.drawn_people import METAINFO
from tests.helpers.made_coco import made_coco

from .mutations import mutate, mutate_bytes
from .outcomes import Case, Tally

FILE = 'people.json'
SHARE_OF_BYTES = 0.1  # cases whose bytes are mutated, not their values


def make_case(rng: random.Random, folder: Path) -> Case:
    """Write a mutated file and choose who reads it."""
    content = sound_file(rng)
    title = write_mutated(content, folder / FILE, rng, COCO_MUTATIONS)
    for number in range(8):
        (folder / f'{number}.jpg').touch()
    reader = rng.choice(READERS)
    run = partial(reader, folder)
    return Case(f'{title}; {reader.__name__}', (FILE,), run)


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


@contextmanager
def said() -> Iterator[list[str]]:
    """Collect the lines that are logged in a block."""
    lines: list[str] = []

    class Collector(Handler):
        def emit(self, record: LogRecord) -> None:
            lines.append(record.getMessage().encode('utf-8', 'replace').decode())

    logger, collector = MMLogger.get_current_instance(), Collector()
    logger.addHandler(collector)
    try:
        yield lines
    finally:
        logger.removeHandler(collector)


def said_left_out(lines: list[str]) -> int:
    """Add up what the log says was left out."""
    texts = [line.split('left out: ')[1] for line in lines if 'left out: ' in line]
    return sum(int(count) for text in texts for count in re.findall(r'(\d+) \w', text))


def read_dataset(folder: Path) -> Tally:
    with said() as lines, DefaultScope.overwrite_default_scope('mmpose'):
        dataset = CheckedCocoDataset(**arguments(folder))
        people = [dataset.get_data_info(index) for index in range(len(dataset))]
    content = json.loads((folder / FILE).read_bytes())
    kept = sum(is_the_entry(each, content) for each in people)
    return Tally(kept, said_left_out(lines), len(content['annotations']))


def is_the_entry(person: dict, content: dict) -> bool:
    """Return whether a sample has picture, keypoints and visibilities of the file."""
    entries = [a for a in content['annotations'] if a['id'] == person['id']]
    images = [i for i in content['images'] if i['id'] == entries[0]['image_id']]
    points = np.array(entries[0]['keypoints'], float).reshape(1, -1, 3)
    return (
        (len(entries), len(images)) == (1, 1)
        and person['img_path'].endswith(images[0]['file_name'])
        and np.allclose(person['keypoints'], points[..., :2])
        and bool((person['bbox'][:, 2:] > person['bbox'][:, :2]).all())
        and bool(((person['keypoints_visible'] > 0.5) == (points[..., 2] > 0)).all())
    )


def read_images(folder: Path) -> Tally:
    with said() as lines, DefaultScope.overwrite_default_scope('mmdet'):
        dataset = CocoPersonDataset(**arguments(folder), filter_cfg=None)
        images = [dataset.get_data_info(index) for index in range(len(dataset))]
    content = json.loads((folder / FILE).read_bytes())
    kept = sum(len(each['instances']) for each in images)
    return Tally(kept, said_left_out(lines), len(content['annotations']))


def evaluate(metric_class: Callable[..., Any], folder: Path) -> Tally:
    with said() as lines:
        metric = metric_class(ann_file=str(folder / FILE))
        metric.dataset_meta = dict(num_keypoints=3)
    content = json.loads((folder / FILE).read_bytes())
    kept = len(metric.coco.anns)
    return Tally(kept, said_left_out(lines), len(content['annotations']))


def evaluate_people(folder: Path) -> Tally:
    return evaluate(CheckedCocoMetric, folder)


def evaluate_images(folder: Path) -> Tally:
    return evaluate(CocoPersonMetric, folder)


READERS = (read_dataset, read_dataset, read_images, evaluate_people, evaluate_images)


def arguments(folder: Path) -> dict:
    return dict(
        metainfo=METAINFO,
        data_root=str(folder),
        ann_file=FILE,
        data_prefix=dict(img=''),
        pipeline=[],
        serialize_data=False,
    )
