"""Metainfo is checked where it enters, and all its faults are named."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from poseur.config import MetainfoError, parse_metainfo
from tests.helpers.drawn_people import METAINFO

Change = Callable[[dict], object]


def point(number: int, **changes: object) -> Change:
    return lambda meta: meta['keypoint_info'][number].update(changes)


def put(**changes: object) -> Change:
    return lambda meta: meta.update(changes)


def reorder(meta: dict) -> None:
    info = meta['keypoint_info']
    meta['keypoint_info'] = {number: info[number] for number in (2, 0, 1)}


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        # one side, cycle, unknown
        (point(2, swap=''), "'left_hand' has swap='right_hand', but 'right_hand' has"),
        (point(0, swap='left_hand'), "'nose' has swap='left_hand', but 'left_hand' h"),
        (point(1, swap='left'), "'left_hand' has swap='left', which is no keypoint"),
        # lengths, weights, zeros
        (put(sigmas=[0.1] * 17), 'sigmas has 17 numbers for 3 keypoints'),
        (put(joint_weights=[0.5]), 'joint_weights has 1 numbers for 3 keypoints'),
        (put(joint_weights=None), 'joint_weights has no list numbers for 3'),
        (put(joint_weights=[0, 0, 0]), 'joint_weights are all 0: nothing would be'),
        (put(joint_weights=[1, -1, 1]), 'joint_weights has -1. Give finite numbers'),
        (put(sigmas=[0.1, 0.0, 0.1]), 'sigmas has 0.0. Give finite positive numbers'),
        (put(sigmas=[0.1, float('nan'), 0.1]), 'sigmas has nan'),
        (put(sigmas=['a', 0.1, 0.1]), "sigmas has 'a'"),
        # missing keys, numbers, links
        (lambda meta: meta.pop('sigmas'), 'sigmas missing. Add them'),
        (put(keypoint_info={}), 'keypoint_info is {}. Give a dictionary'),
        (reorder, r'has the keys \[2, 0, 1\]. Number the keypoints from 0 to 2'),
        (lambda m: m['keypoint_info'].update({5: m['keypoint_info'].pop(2)}), 'keys'),
        (lambda m: m['keypoint_info'].pop(0), r'the keys \[1, 2\]'),
        (
            put(keypoint_info={float(k): dict(name=str(k)) for k in range(3)}),
            r'\[0.0, 1',
        ),
        (lambda m: [point(0, id=1)(m), point(1, id=0)(m)], r'the ids \[1, 0, 2\]'),
        (point(1, name='nose'), "2 keypoints are called 'nose'"),
        (point(1, name=None), r'keypoint_info\[1\] has no name'),
        (point(1, type='middle'), "'left_hand' has type 'middle'"),
        (point(1, color=[1, 2]), r"'left_hand' has color \[1, 2\]"),
        (put(skeleton_info={0: dict(link=('nose', 'kX'))}), r"link=\('nose', 'kX'\)"),
        (put(skeleton_info={0: dict(link=('nose',))}), 'Name two keypoints'),
        (put(skeleton_info={0: dict(id=0)}), r'skeleton_info\[0\] has link=None'),
        (put(skeleton_info=None), 'skeleton_info is None'),
        (put(category=3), 'category is 3. Give a name, such as dog'),
    ],
)
def test_what_is_refused(change: Change, problem: str) -> None:
    metainfo = copy.deepcopy(METAINFO)
    change(metainfo)
    with pytest.raises(MetainfoError, match=f"metainfo 'drawn': .*{problem}"):
        parse_metainfo(metainfo)


def test_all_faults_at_once() -> None:
    metainfo = copy.deepcopy(METAINFO)
    metainfo |= dict(sigmas=[0.1], joint_weights=[1.0])
    with pytest.raises(MetainfoError) as caught:
        parse_metainfo(metainfo)
    assert len(str(caught.value).splitlines()) == 2


def test_what_is_read() -> None:
    metainfo = copy.deepcopy(METAINFO) | dict(skeleton_info={}, sigmas=[])
    assert parse_metainfo(metainfo)['flip_indices'] == [0, 2, 1]
    assert 'category' not in parse_metainfo(metainfo)
    assert parse_metainfo(metainfo | dict(category='dog'))['category'] == 'dog'
    one = dict(metainfo, keypoint_info={0: dict(name='tip')}, joint_weights=(2,))
    parsed = parse_metainfo(one)
    assert parsed['num_keypoints'] == 1 and parsed['flip_indices'] == [0]
    np.testing.assert_array_equal(parsed['dataset_keypoint_weights'], [2])


@pytest.mark.parametrize('name', ['coco', 'coco_wholebody', 'mpii', 'crowdpose', 'aic'])
def test_published_metainfo_is_read(name: str) -> None:
    parsed = parse_metainfo(dict(from_file=f'configs/_base_/datasets/{name}.py'))
    flip = np.array(parsed['flip_indices'])
    np.testing.assert_array_equal(flip[flip], np.arange(parsed['num_keypoints']))


def test_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / 'meta.py'
    file.write_text(f'dataset_info = {dict(METAINFO, sigmas=[1.0])!r}')
    with pytest.raises(MetainfoError, match=f'{file}: sigmas has 1 numbers'):
        parse_metainfo(dict(from_file=str(file)))
    with pytest.raises(FileNotFoundError, match="from_file='none.py' does not exist"):
        parse_metainfo(dict(from_file='none.py'))


VALUES = (None, True, -1, 10**400, 0.0, 'x', [], [[1]], [1, 2, 3], {}, {'a': 1}, 'nose')


def test_mutated_metainfo_is_read_or_refused() -> None:
    read = 0
    for seed in range(1000):
        rng, metainfo = random.Random(seed), copy.deepcopy(METAINFO)
        places = [metainfo, metainfo['keypoint_info'], metainfo['skeleton_info']]
        places += [*metainfo['keypoint_info'].values()] * 2
        place = rng.choice([*places, metainfo['skeleton_info'][0], metainfo['sigmas']])
        keys = list(place) if isinstance(place, dict) else range(3)
        place[rng.choice(keys)] = rng.choice(VALUES)
        try:
            flip = parse_metainfo(metainfo)['flip_indices']
        except MetainfoError as error:
            assert str(error).startswith('metainfo')
        else:
            read += 1
            assert [flip[other] for other in flip] == [0, 1, 2]
    assert 100 < read < 700
