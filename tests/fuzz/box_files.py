"""Files of boxes: for ``--bboxes``, and detections for a test."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path

import numpy as np
from mmengine.registry import DefaultScope

from poseur.datasets import CheckedCocoDataset
from poseur.structures import BoxFile
from tests.helpers.made_coco import made_coco

from .annotation_files import arguments, said, said_left_out
from .coco_files import COCO_MUTATIONS, sound_file, write_mutated
from .outcomes import Case, Tally

FILE = 'boxes.json'


def make_case(rng: random.Random, folder: Path) -> Case:
    """Write mutated annotations or detections."""
    kind = rng.choice(('annotations', 'detections', 'detections of a test'))
    if kind == 'annotations':
        title = write_mutated(sound_file(rng), folder / FILE, rng, COCO_MUTATIONS)
        return Case(f'{kind}: {title}', (FILE,), partial(read, folder))
    title = write_mutated(detections(), folder / FILE, rng, ())
    if kind == 'detections':
        return Case(f'{kind}: {title}', (FILE,), partial(read, folder))
    return Case(f'{kind}: {title}', (FILE,), partial(read_for_test, folder))


def detections() -> list[dict]:
    """Return detections of the people of a file, and one of another category."""
    people = made_coco(12)['annotations']
    found = [
        dict(image_id=p['image_id'], category_id=1, bbox=p['bbox'], score=0.9)
        for p in people
    ]
    return [*found, dict(found[0], category_id=3)]


def read(folder: Path) -> Tally:
    file = BoxFile.read(folder / FILE)
    content = json.loads((folder / FILE).read_bytes())
    entries = content if isinstance(content, list) else content['annotations']
    boxes = {
        (entry['image_id'], *np.add(entry['bbox'], [0, 0, *entry['bbox'][:2]]))
        for entry in entries
    }
    kept = sum(
        (image, *row[:4]) in boxes for image, rows in file.boxes.items() for row in rows
    )
    return Tally(kept, sum(file.left_out.values()), len(entries))


def read_for_test(folder: Path) -> Tally:
    content = made_coco(12)
    (folder / 'people.json').write_text(json.dumps(content))
    for image in content['images']:
        (folder / image['file_name']).touch()
    with said() as lines, DefaultScope.overwrite_default_scope('mmpose'):
        dataset = CheckedCocoDataset(
            **arguments(folder), bbox_file=str(folder / FILE), test_mode=True
        )
    entries = json.loads((folder / FILE).read_bytes())
    return Tally(len(dataset), said_left_out(lines), len(entries))
