"""Metainfo, as a dictionary or in a file of its own."""

from __future__ import annotations

import copy
import random
from functools import partial
from pathlib import Path
from typing import Any

from poseur.config import parse_metainfo
from tests.helpers.drawn_people import METAINFO

from .byte_mutations import mutate_bytes
from .mutations import mutate
from .outcomes import Case, Tally

FILE = 'description.py'


def make_case(rng: random.Random, folder: Path) -> Case:
    """Mutate metainfo, and write it into a file or not."""
    content = copy.deepcopy(METAINFO)
    for link in content['skeleton_info'].values():
        link['link'] = list(link['link'])
    if rng.random() < 0.1:
        text = f'dataset_info = {content!r}\n'.encode()
        title, changed = mutate_bytes(text, rng)
        (folder / FILE).write_bytes(changed)
        return Case(f'file: {title}', (FILE,), partial(parse_file, folder / FILE))
    title = mutate(content, rng, MUTATIONS)
    if rng.random() < 0.2:
        text = f'nan = inf = float("nan")\ndataset_info = {content!r}\n'
        (folder / FILE).write_bytes(text.encode('utf-8', 'backslashreplace'))
        return Case(f'file: {title}', (FILE,), partial(parse_file, folder / FILE))
    return Case(title, ('metainfo',), partial(parse, content, content))


def parse_file(file: Path) -> Tally:
    names: dict[str, Any] = {}
    metainfo = dict(from_file=str(file))
    parsed = parse_metainfo(metainfo)
    exec(file.read_bytes(), names)  # written by this module
    assert parsed['num_keypoints']
    return parse(metainfo, names['dataset_info'])


def parse(metainfo: Any, content: dict) -> Tally:
    """Parse metainfo and count the keypoints and links that kept their meaning."""
    parsed = parse_metainfo(metainfo)
    info, links = content['keypoint_info'], content['skeleton_info']
    names = [each['name'] for each in info.values()]
    flipped = [names[other] for other in parsed['flip_indices']]
    kept = sum(
        name == parsed['keypoint_id2name'][number]
        and other == (info[number].get('swap') or name)
        and parsed['flip_indices'][parsed['flip_indices'][number]] == number
        for number, (name, other) in enumerate(zip(names, flipped, strict=True))
    )
    drawn = [tuple(names[end] for end in link) for link in parsed['skeleton_links']]
    kept += sum(tuple(each['link']) in drawn for each in links.values())
    return Tally(kept, 0, len(info) + len(links))


def swap_on_one_side(content: dict, rng: random.Random) -> None:
    rng.choice(list(content['keypoint_info'].values()))['swap'] = rng.choice(
        ('', 'nose', 'left_hand', 'right_hand', 'x', 1, None)
    )


def number_again(content: dict, rng: random.Random) -> None:
    """Shift or shuffle the keys of the keypoints, or write them as text."""
    values = list(content['keypoint_info'].values())
    keys = rng.choice(([1, 2, 3], [2, 1, 0], ['0', '1', '2'], [0, 1, 5], [0.0, 1, 2]))
    content['keypoint_info'] = dict(zip(keys, values, strict=True))


def change_numbers(content: dict, rng: random.Random) -> None:
    key = rng.choice(('sigmas', 'joint_weights'))
    content[key] = rng.choice(
        ([], [0.0] * 3, [0.1] * 17, [-1, 1, 1], [float('nan')] * 3, ['1'] * 3, 0.1)
    )


MUTATIONS = (swap_on_one_side, number_again, change_numbers)
