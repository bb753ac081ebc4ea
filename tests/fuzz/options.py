"""``--cfg-options``: words as they are typed, parsed and merged into a config."""

from __future__ import annotations

import copy
import random
from argparse import ArgumentParser
from functools import cache, partial
from pathlib import Path
from typing import Any

from mmengine.config import Config

from poseur.commands.options import add_config_options
from poseur.config import merge_options
from poseur.config.variables import dotted_items

from .outcomes import Case, Tally

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = (
    'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py',
    'configs/own_data/td-reg_poseur-res50_8xb32-325e_dogs-256x192.py',
    'configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py',
)
VALUES = (
    '1', '-1', '0.5', 'x', '', 'None', 'True', '[1,2]', '(3,4)', '[]', '[1,2', '1]',
    'dict(a=1)', 'dict(a=1', '{}', "{'a':[1]}", 'dict(1)', "[dict(type='A')]", 'a b',
    '"quoted"', 'é', 'lambda:0', '__import__("os")', '[[1,2],[3,4]]', '1e400', '=', ',',
    '(' * 200, 'a=b', '/data/my data', '[a,"b"]', 'nan', '0x10', '1_000',
)  # fmt: skip


def make_case(rng: random.Random, folder: Path) -> Case:
    """Choose words: a key, right or wrong, and a value."""
    cfg = config(rng.choice(CONFIGS))
    words = [wrong_word(cfg, rng) for _ in range(rng.choice((1, 1, 2)))]
    return Case(' '.join(words), ('--cfg-options',), partial(merge, cfg, words))


@cache
def config(path: str) -> Config:
    """Return a config of the repository."""
    return Config.fromfile(ROOT / path)


def wrong_word(cfg: Config, rng: random.Random) -> str:
    """Return ``KEY=VALUE`` with a key that is misspelled, moved, added or right."""
    keys = [key for key, _ in dotted_items(cfg.to_dict())]
    key = rng.choice([each for each in keys if each.count('.') <= rng.randrange(6)])
    steps = key.split('.')
    place = rng.randrange(len(steps))
    step = steps[place]
    steps[place] = rng.choice(
        (step[:-1], f'{step}s', step.upper(), '0', '-1', '99', '', ' ', step * 2, 'é')
    )
    changed = rng.choice((
        *(key, key, f'+{key}', '.'.join(steps), '.'.join(steps), f'{key}.new'),
        *(f'+{key}.new', f'{key}.0', f'+{key}.0', key.split('.', 1)[-1], f'{key}.'),
        *(f'.{key}', key.replace('.', '..'), '', '+', '_delete_', f'{key}._delete_'),
    ))  # fmt: skip
    return f'{changed}={rng.choice(VALUES)}'


def merge(cfg: Config, words: list[str]) -> Tally:
    """Merge the words and count those that did what they say, and no more."""
    parser = ArgumentParser()
    add_config_options(parser)
    options = parser.parse_args(['--cfg-options', *words]).cfg_options
    changed = copy.deepcopy(cfg)
    merge_options(changed, options)
    before, after = settings(cfg), settings(changed)
    paths = {key.removeprefix('+'): plain(value) for key, value in options.items()}
    applied = sum(after.get(path) == value for path, value in paths.items())
    untouched = 'data_root' in paths or all(  # which moves all paths below it
        after.get(key) == value
        for key, value in before.items()
        if not any(overlap(key, path) for path in paths)
    )
    return Tally(applied + untouched, 0, len({w.partition('=')[0] for w in words}) + 1)


def settings(cfg: Config) -> dict[str, Any]:
    """Return all values by their dotted paths."""
    return {key: plain(value) for key, value in dotted_items(cfg.to_dict())}


def plain(value: Any) -> Any:
    """Return a value with tuples as lists, and NaN as a text, to be compared."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return repr(value)  # in which True is not 1, and NaN is itself


def overlap(one: str, other: str) -> bool:
    """Return whether one dotted path lies within the other."""
    return f'{one}.'.startswith(f'{other}.') or f'{other}.'.startswith(f'{one}.')
