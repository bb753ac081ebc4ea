"""Metainfo: mmpose's description of the keypoints, checked where it enters."""

from __future__ import annotations

import os.path as osp
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import mmpose
import numpy as np
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from .read import read_file

KEYS = ('dataset_name', 'keypoint_info', 'skeleton_info', 'joint_weights', 'sigmas')
OPTIONAL = ('category',)
NUMBERS: Any = (int, float, np.number)
FINITE = 1e30  # NaN is not below it
HALVES = ('', 'upper', 'lower')


class MetainfoError(ValueError):
    """A description of keypoints that contradicts itself."""


def parse_metainfo(metainfo: Mapping[str, Any]) -> dict[str, Any]:
    """Check metainfo and return it as mmpose parses it.

    Args:
        metainfo: The description, or ``dict(from_file=...)``, a file of mmpose or of
            your own with ``dataset_info``. Unlike mmpose's it may have ``category``,
            the name of what has the keypoints, by default a person.

    Raises:
        FileNotFoundError: If ``from_file`` does not exist.
        ConfigError: If it cannot be read.
        MetainfoError: If the description is wrong; the message has all faults.
    """
    if not isinstance(metainfo, Mapping):
        raise MetainfoError(
            f'metainfo is {metainfo!r}. Give a dictionary, see docs/own_data.md.'
        )
    content, name = metainfo, f'metainfo {metainfo.get("dataset_name", "")!r}'
    if 'from_file' in metainfo:
        name = _find(metainfo['from_file'])
        content = read_file(name).get('dataset_info', {})
    problems = list(find_problems(content))
    if problems:
        raise MetainfoError('\n'.join(f'{name}: {problem}' for problem in problems))
    parsed = parse_pose_metainfo(dict(content))
    return parsed | {key: content[key] for key in OPTIONAL if key in content}


def find_problems(metainfo: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with metainfo, with the fix, as sentences."""
    absent = [key for key in KEYS if key not in metainfo]
    if absent:
        yield f'{", ".join(absent)} missing. Add them, see docs/own_data.md.'
        return
    category = metainfo.get('category', 'person')
    if not (isinstance(category, str) and category):
        yield f'category is {category!r}. Give a name, such as dog.'
    info = metainfo['keypoint_info']
    if not isinstance(info, Mapping) or not info:
        yield f'keypoint_info is {info!r}. Give a dictionary with one entry a keypoint.'
        return
    nameless = [key for key, each in info.items() if not _has_name(each)]
    for key in nameless:
        yield f"keypoint_info[{key!r}] has no name. Add name='...'."
    if nameless:
        return
    yield from _wrong_ids(info)
    yield from _wrong_names(info)
    yield from _wrong_swaps(info)
    yield from _wrong_links(metainfo['skeleton_info'], info)
    yield from _wrong_numbers(metainfo, len(info))


def _has_name(entry: object) -> bool:
    name = entry.get('name') if isinstance(entry, Mapping) else None
    return isinstance(name, str) and bool(name)


def _wrong_ids(info: Mapping[Any, Mapping]) -> Iterator[str]:
    if list(map(repr, info)) != list(map(repr, range(len(info)))):  # 1.0 is none
        yield (
            f'keypoint_info has the keys {list(info)}. Number the keypoints from 0 to '
            f'{len(info) - 1}, in the order of the annotations.'
        )
        return
    ids = [each.get('id', key) for key, each in info.items()]
    permuted = all(ids.count(key) == 1 for key in info)  # others are typing errors
    if ids != list(info) and permuted:
        yield (
            f'keypoint_info has the ids {ids}, but the keys {list(info)}, which count. '
            'Give each keypoint the id of its key.'
        )


def _wrong_names(info: Mapping[Any, Mapping]) -> Iterator[str]:
    for name, count in Counter(each['name'] for each in info.values()).items():
        if count > 1:
            yield f'{count} keypoints are called {name!r}. Give each its own name.'
    for each in info.values():
        if each.get('type', '') not in HALVES:
            yield (
                f'keypoint {each["name"]!r} has type {each["type"]!r}. Set it to '
                "'upper', 'lower' or ''."
            )
        if 'color' in each and not _is_color(each['color']):
            yield _color_problem(f'keypoint {each["name"]!r}', each['color'])


def _wrong_swaps(info: Mapping[Any, Mapping]) -> Iterator[str]:
    swaps = {each['name']: each.get('swap', '') for each in info.values()}
    swaps = {name: name if other == '' else other for name, other in swaps.items()}
    for name, other in swaps.items():
        if not isinstance(other, str) or other not in swaps:
            yield (
                f'keypoint {name!r} has swap={other!r}, which is no keypoint. Name the '
                "keypoint on the other side, or set swap=''."
            )
        elif swaps[other] != name:
            yield (
                f'keypoint {name!r} has swap={other!r}, but {other!r} has swap='
                f'{swaps[other]!r}. Let both name each other.'
            )


def _wrong_links(links: object, info: Mapping[Any, Mapping]) -> Iterator[str]:
    if not isinstance(links, Mapping):
        yield f'skeleton_info is {links!r}. Give a dictionary of links, {{}} for none.'
        return
    names = [each['name'] for each in info.values()]
    for key, each in links.items():
        link: Any = each.get('link') if isinstance(each, Mapping) else None
        if not _is_pair(link) or any(name not in names for name in link):
            yield (
                f'skeleton_info[{key!r}] has link={link!r}. Name two keypoints of '
                'keypoint_info.'
            )
        elif 'color' in each and not _is_color(each['color']):
            yield _color_problem(f'skeleton_info[{key!r}]', each['color'])


def _wrong_numbers(metainfo: Mapping[str, Any], num_keypoints: int) -> Iterator[str]:
    for key, lowest in (('joint_weights', 0.0), ('sigmas', np.nextafter(0, 1))):
        values = metainfo[key]
        length = len(values) if isinstance(values, Sequence | np.ndarray) else 'no list'
        if key == 'sigmas' and length == 0:
            continue  # as in mmpose's metainfo of data that OKS does not score
        if length != num_keypoints:
            yield (
                f'{key} has {length} numbers for {num_keypoints} keypoints. Give one '
                'number per keypoint.'
            )
            continue
        wrong = [each for each in values if not _is_number(each) or each < lowest]
        if wrong:
            kind = 'positive numbers' if lowest else 'numbers from 0 up'
            yield f'{key} has {wrong[0]!r}. Give finite {kind}.'
        elif not any(values):
            yield f'{key} are all 0: nothing would be learned. Give positive numbers.'


def _is_pair(link: Any) -> bool:
    return isinstance(link, Sequence) and len(link) == 2


def _is_number(value: Any) -> bool:
    number = isinstance(value, NUMBERS)
    return number and bool(-FINITE < value < FINITE)


def _is_color(color: object) -> bool:
    if not isinstance(color, Sequence | np.ndarray) or len(color) != 3:
        return False
    return all(_is_number(each) and 0 <= each <= 255 for each in color)


def _color_problem(place: str, color: object) -> str:
    return f'{place} has color {color!r}. Give three numbers from 0 to 255.'


def _find(path: str) -> str:
    """Return the path of a file, which mmpose may have in its own package."""
    folder = osp.join(osp.dirname(mmpose.__file__), '.mim/configs/_base_/datasets')
    for candidate in (path, osp.join(folder, osp.basename(path))):
        if osp.isfile(candidate):
            return candidate
    raise FileNotFoundError(
        f'metainfo.from_file={path!r} does not exist, neither here nor in mmpose. '
        'Correct the path.'
    )
