"""Keypoints found on each person: counted, stored and compared."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.studies import PersonCounts
from poseur.studies.person_counts import count_people, difference_interval
from tests.helpers.mpii_people import person

METRIC = 'mpii/PCKh@0.5'
CONFIG = 'configs/lsp/td-hm_mobilenetv2_1xb8-20e_lsp-64x64.py'


def counts(*found: int, scored: int = 10) -> PersonCounts:
    return PersonCounts((scored,) * len(found), {METRIC: found})


def test_counts_of_a_dump(tmp_path: Path, repo_root: Path) -> None:
    cfg = Config.fromfile(repo_root / CONFIG)
    people = [person(5, 6.0, 4.0, 0.9), person(2, 6.0)]
    (tmp_path / 'dump.pkl').write_bytes(pickle.dumps(people))
    made = count_people(cfg, tmp_path / 'dump.pkl')
    found = {METRIC: (13, 13), 'mpii/PCKh@0.1': (13, 12)}
    assert made == PersonCounts((14, 14), found)
    assert PersonCounts.from_dict(made.to_dict()) == made
    assert made.to_dict()['scored'] == '14 14'
    cfg.test_evaluator = [dict(type='CocoMetric'), cfg.test_evaluator]
    assert count_people(cfg, tmp_path / 'dump.pkl') == made


def test_other_metrics_are_not_counted(repo_root: Path) -> None:
    cfg = Config.fromfile(repo_root / CONFIG)
    cfg.test_evaluator = dict(type='CocoMetric', ann_file='none.json')
    assert count_people(cfg, Path('not-read.pkl')) is None


def test_the_same_gain_for_everybody_is_certain() -> None:
    interval = difference_interval([counts(8, 4, 6)], [counts(7, 3, 5)], METRIC)
    assert interval == (10.0, 10.0)


def test_pairing_removes_what_people_have_in_common() -> None:
    """Two people of opposite difficulty, the same gain of one joint in ten."""
    interval = difference_interval([counts(10, 1)], [counts(9, 0)], METRIC)
    assert interval == (10.0, 10.0)
    interval = difference_interval([counts(10, 0)], [counts(9, 1)], METRIC)
    assert interval == (-10.0, 10.0)


def test_seeds_are_averaged_for_each_person() -> None:
    """One seed is better by 2 of 10 joints for each person, the other by none."""
    tests = [counts(7, 5), counts(5, 3)]
    interval = difference_interval(tests, [counts(5, 3)], METRIC)
    assert interval == (10.0, 10.0)


@pytest.mark.parametrize('other', [None, counts(5, 3, 1), counts(5, 3, scored=9)])
def test_without_counts_of_the_same_people_there_is_no_interval(other) -> None:
    tests = [counts(7, 5)]
    assert difference_interval(tests, [other], METRIC) is None
    assert difference_interval(tests, [counts(5, 3), other], METRIC) is None
    assert difference_interval([other], tests, METRIC) is None
    assert difference_interval(tests, tests, 'mpii/PCKh@0.1') is None
