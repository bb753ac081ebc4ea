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

from .coco_files import COCO_MUTATIONS, sound_file, write_mutated
from .outcomes import Case, Tally

FILE = 'people.json'


def make_case(rng: random.Random, folder: Path) -> Case:
    """Write a mutated file and choose who reads it."""
    content = sound_file(rng)
    title = write_mutated(content, folder / FILE, rng, COCO_MUTATIONS)
    for number in range(8):
        (folder / f'{number}.jpg').touch()
    reader = rng.choice(READERS)
    run = partial(reader, folder)
    return Case(f'{title}; {reader.__name__}', (FILE,), run)


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
