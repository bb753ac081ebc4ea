"""MPII files."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path

import numpy as np
from mmengine.registry import DefaultScope

from poseur.datasets import CheckedMpiiDataset

from .annotation_files import said, said_left_out
from .coco_files import write_mutated
from .outcomes import Case, Tally

FILE = 'mpii.json'


def make_case(rng: random.Random, folder: Path) -> Case:
    """Write a mutated file, to be read for training or for a test."""
    people = [made_person(number) for number in range(rng.choice((3, 6)))]
    if rng.random() < 0.3:
        people[1]['joints_vis'] = [0] * 16
    title = write_mutated(people, folder / FILE, rng, ())
    for number in range(6):
        (folder / f'{number}.jpg').touch()
    test = rng.random() < 0.5
    return Case(f'{title}; test={test}', (FILE,), partial(read, folder, test))


def made_person(number: int) -> dict:
    """Return an entry of mmpose's MPII format."""
    return dict(
        image=f'{number}.jpg',
        center=[40.0 + number, 45.0],
        scale=0.4,
        joints=[[20.0 + k + number, 30.0 + k] for k in range(16)],
        joints_vis=[1] * 16,
    )


def read(folder: Path, test: bool) -> Tally:
    with said() as lines, DefaultScope.overwrite_default_scope('mmpose'):
        dataset = CheckedMpiiDataset(
            data_root=str(folder),
            ann_file=FILE,
            data_prefix=dict(img=''),
            pipeline=[],
            serialize_data=False,
            test_mode=test,
        )
        samples = [dataset.get_data_info(index) for index in range(len(dataset))]
    people = json.loads((folder / FILE).read_bytes())
    wanted = [each for each in people if test or any(each['joints_vis'])]
    kept = sum(
        each['img_path'].endswith(person['image'])
        and np.allclose(each['keypoints'] + 1, np.array(person['joints'], float)[None])
        and bool((each['bbox'][:, 2:] > each['bbox'][:, :2]).all())
        for each, person in zip(samples, wanted, strict=True)
    )
    return Tally(kept, said_left_out(lines), len(people))
