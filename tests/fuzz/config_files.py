"""Config files that inherit from others: broken, moved and incomplete."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

from poseur.config import dataset_metainfo, is_detector, read_config
from tests.helpers.drawn_people import METAINFO

from .byte_mutations import mutate_bytes
from .mutations import VALUES
from .outcomes import Case, Tally

FILE, BASE = 'model.py', 'base.py'
BASE_TEXT = f"""metainfo = {METAINFO!r}
codec = dict(type='PoseurLabel', input_size=(72, 96))
test_dataloader = dict(
    batch_size=4,
    dataset=dict(type='CheckedCocoDataset', metainfo=metainfo, ann_file='a.json'),
)
test_evaluator = dict(type='CheckedCocoMetric', ann_file='a.json')
"""
TEXT = """_base_ = ['base.py']
root = '{{$DATA_ROOT:data}}'
model = dict(
    type='TopdownPoseEstimator',
    head=dict(type='PoseurHead', num_keypoints=3, decoder=_base_.codec),
)
test_dataloader = dict(batch_size=8, dataset=dict(data_root=root))
"""
LINES = (
    "_base_ = ['base.py', 'base.py']", "_base_ = ['none.py']", "_base_ = 'none.py'",
    '_base_ = 3', '_base_ = None', '_base_ = []', "_base_ = ['model.py']",
    "_base_ = ['/']", "_base_ = ['..']", 'import none', 'from mmengine import none',
    'raise KeyError(5)', 'x = 1 / 0', 'x = undefined', 'x = _base_.undefined',
    'x = {{_base_.undefined}}', "x = '{{$UNDEFINED}}'", 'x = {{fileDirname}}',
    'model.head.decoder = 3', 'del model', 'exit()', 'raise SystemExit', 'x: int = 3',
    'x = (lambda: 0)()', 'def x(): pass', 'model = dict(_delete_=True)', '\tx = 3',
    "test_dataloader = dict(_delete_=True, dataset=dict(type='None'))",
    'test_dataloader = dict(dataset=dict(metainfo=dict(_delete_=True, x=1)))',
    "test_dataloader = dict(dataset=dict(metainfo=dict(from_file='none.py')))",
    "test_evaluator = 'x'", "custom_imports = dict(imports=['none'])", 'filename = 1',
    "custom_imports = dict(imports=['none'], allow_failed_imports=False)", 'text = 1',
    "deprecation = dict(expected='x.py')", 'print(undefined)', "_base_ = ['é.py']",
    "_base_ = ['mmpose::none.py']", "_base_ = ['none::none.py']", '_delete_ = True',
    "_base_ = ['http://[']", 'with read_base(): pass', 'from .base import *',
)  # fmt: skip
POINTS = METAINFO['keypoint_info']
KEYS = ('model', 'test_dataloader', 'test_evaluator', 'metainfo', 'codec', 'root')


def make_case(rng: random.Random, folder: Path) -> Case:
    """Write a base and a config, one of which is mutated."""
    (folder / BASE).write_text(BASE_TEXT)
    (folder / FILE).write_text(TEXT)
    path = folder / rng.choice((FILE, FILE, BASE))
    title, changed = mutate_text(path.read_bytes(), rng)
    if title == 'removed':
        path.unlink()
    else:
        path.write_bytes(changed)
    run = partial(read, folder)
    return Case(f'{path.name}: {title}', (FILE, BASE, 'metainfo'), run)


def mutate_text(content: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return the name of a mutation, and the text of the config after it."""
    kind = rng.randrange(10)
    lines = content.decode().splitlines()
    if kind == 0:
        return 'removed', b''
    if kind < 3:
        return mutate_bytes(content, rng)
    number = rng.randrange(len(lines))
    if kind == 3:
        title = f'without line {number}'
        del lines[number]
    elif kind == 4:
        title = f'line {number} twice'
        lines.insert(number, lines[number])
    elif kind == 5:
        value = rng.choice(VALUES)
        title = f'{rng.choice(KEYS)} = {value!r}'
        lines.append(title)
    else:
        title = rng.choice(LINES)
        lines.insert(rng.choice((0, len(lines))), title)
    return title, '\n'.join(lines).encode('utf-8', 'replace')


def read(folder: Path) -> Tally:
    """Read the config and ask what the commands ask; count facts that are right."""
    cfg = read_config(folder / FILE)
    is_detector(cfg)
    found = dataset_metainfo(cfg)['keypoint_id2name']
    kept = sum(each['name'] in found.values() for each in POINTS.values())
    return Tally(kept, 0, len(POINTS))
