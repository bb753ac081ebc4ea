"""Whole commands with wrong files and options."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.helpers.drawn_people import METAINFO
from tests.tools.conftest import DEMO_CONFIG

from .annotation_files import said_left_out
from .coco_files import COCO_MUTATIONS, sound_file, write_mutated
from .command_lines import LABELS, prepared, run_tool
from .config_files import mutate_text
from .options import ROOT, config, wrong_word
from .outcomes import Case, Tally

FILE, CONFIG = 'people.json', 'model.py'
BRIEF = ('train_cfg.max_epochs=1', 'train_dataloader.batch_size=2')
SHARE_OF_PROCESSES = 0.02  # commands that run in a process of their own


def make_case(rng: random.Random, folder: Path) -> Case:
    """Choose a command and prepare its input."""
    make = rng.choices((check, subset, test, infer, train), (8, 4, 3, 2, 3))[0]
    process = rng.random() < SHARE_OF_PROCESSES
    title, names, words, count = make(rng, folder)
    run = partial(run_tool, words, count, folder, process)
    return Case(f'{" ".join(map(str, words[:1]))}: {title}', names, run)


Prepared = tuple[str, tuple[str, ...], list[Any], Callable[[str], Tally]]


def check(rng: random.Random, folder: Path) -> Prepared:
    """``check_dataset.py`` with a wrong file."""
    title = write_mutated(sound_file(rng), folder / FILE, rng, COCO_MUTATIONS)
    (folder / 'meta.py').write_text(f'dataset_info = {METAINFO!r}')
    flags = rng.choice(([], ['--evaluate'], ['--metainfo', folder / 'meta.py']))

    def count(output: str) -> Tally:
        rows = re.findall(r'^(used|left out) +(\d+)', output, re.MULTILINE)
        used, *left_out = sorted(rows, reverse=True)
        total = len(json.loads((folder / FILE).read_bytes())['annotations'])
        return Tally(int(used[1]), sum(int(n) for _, n in left_out), total)

    words = ['dataset/check_dataset.py', folder / FILE, *flags]
    return title, (FILE,), words, count


def subset(rng: random.Random, folder: Path) -> Prepared:
    """``make_coco_subset.py`` with a wrong file."""
    title = write_mutated(sound_file(rng), folder / FILE, rng, COCO_MUTATIONS)
    out = folder / 'out.json'

    def count(_: str) -> Tally:
        written = json.loads(out.read_bytes())
        ids = {image['id'] for image in written['images']}
        content = json.loads((folder / FILE).read_bytes())
        total = sum(each['image_id'] in ids for each in content['annotations'])
        return Tally(len(written['annotations']), 0, total)

    words = ['dataset/make_coco_subset.py', folder / FILE, '--num', 2, '--out', out]
    return title, (FILE,), words, count


def test(rng: random.Random, folder: Path) -> Prepared:
    """``test.py`` with wrong annotations of four images."""
    shutil.copytree(prepared() / 'val', folder / 'val')
    (folder / LABELS).parent.mkdir()
    content = json.loads((prepared() / LABELS).read_bytes())
    title = write_mutated(content, folder / LABELS, rng, COCO_MUTATIONS)

    def count(output: str) -> Tally:
        line = re.findall(r'CheckedCocoDataset .*: (\d+) people in .*', output)
        left_out = [e for e in output.splitlines() if ' people in ' in e]
        total = len(json.loads((folder / LABELS).read_bytes())['annotations'])
        return Tally(int(line[-1]), said_left_out(left_out[-1:]), total)

    words = ['test.py', ROOT / DEMO_CONFIG, prepared() / 'weights.pth']
    names = Path(LABELS).name, f'Image {folder / "val"}'  # a picture of another size
    return title, names, [*words, *unique(folder)], count


def infer(rng: random.Random, folder: Path) -> Prepared:
    """``infer.py`` with a wrong file of boxes."""
    content = json.loads((prepared() / LABELS).read_bytes())
    title = write_mutated(content, folder / FILE, rng, COCO_MUTATIONS)
    pictures = {path.name for path in (prepared() / 'val').iterdir()}

    def count(output: str) -> Tally:
        people = re.findall(r'(\d+) people in \d+ images or frames', output)
        left_out = [line for line in output.splitlines() if ': left out: ' in line]
        content = json.loads((folder / FILE).read_bytes())
        ids = {i['id'] for i in content['images'] if i['file_name'] in pictures}
        elsewhere = sum(each['image_id'] not in ids for each in content['annotations'])
        counted = said_left_out(left_out) + elsewhere
        return Tally(int(people[-1]), counted, len(content['annotations']))

    words = [
        *('infer.py', prepared() / 'val', ROOT / DEMO_CONFIG),
        *(prepared() / 'weights.pth', '--bboxes', folder / FILE, '--no-flip-test'),
    ]
    return title, (FILE, *pictures), words, count


def train(rng: random.Random, folder: Path) -> Prepared:
    """``train.py`` with a broken config, or with a wrong key."""
    path, options = ROOT / DEMO_CONFIG, []
    if rng.random() < 0.5:
        text = f'_base_ = [{str(path)!r}]\nrandomness = dict(seed=1)\n'
        path = folder / CONFIG
        title, changed = mutate_text(text.encode(), rng)
        if title != 'removed':
            path.write_bytes(changed)
    else:
        key = wrong_word(config(DEMO_CONFIG), rng).partition('=')[0].rstrip('.')
        options = [f'{key}.no_such_key=1']
        title = options[0]
    words = ['train.py', path, *unique(folder), *BRIEF, *options]
    return title, (CONFIG, '--cfg-options'), words, lambda _: Tally(1, 0, 1)


def unique(folder: Path) -> list[Any]:
    """Return arguments that keep the runs of one process apart."""
    return ['--cfg-options', f'visualizer.name={folder.name}']
