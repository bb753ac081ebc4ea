"""Intervals of few people, by hand, and of many, by the normal distribution."""

from __future__ import annotations

import numpy as np
import pytest

from poseur.evaluation.bootstrap import bootstrap_interval


def test_two_people_by_hand() -> None:
    """Draws give (1 + 1) / 2, 1 / 10 twice as often, or 0 / 18."""
    interval = bootstrap_interval(np.array([1.0, 0.0]), np.array([1, 9]))
    assert interval == (0.0, 1.0)
    drawn = [
        bootstrap_interval(np.array([1.0, 0.0]), np.array([1, 9]), 1, seed).low
        for seed in range(200)
    ]
    assert set(drawn) == {0.0, 0.1, 1.0}
    assert 70 < drawn.count(0.1) < 130


def test_people_who_agree_have_no_width() -> None:
    totals, counts = np.array([2.0, 4.0, 6.0]), np.array([1, 2, 3])
    assert bootstrap_interval(totals, counts) == (2.0, 2.0)


def test_people_without_keypoints_are_left_out() -> None:
    totals, counts = np.array([1.0, 0.0, 3.0]), np.array([2, 0, 2])
    expected = bootstrap_interval(totals[[0, 2]], counts[[0, 2]])
    assert bootstrap_interval(totals, counts) == expected
    assert np.isnan(bootstrap_interval(np.zeros(2), np.zeros(2, int))).all()


def test_the_same_seed_gives_the_same_interval() -> None:
    gains, counts = np.random.default_rng(0).normal(size=50), np.ones(50)
    first = bootstrap_interval(gains, counts, seed=1)
    assert bootstrap_interval(gains, counts, seed=1) == first
    assert bootstrap_interval(gains, counts, seed=2) != first


def test_many_people_as_by_the_normal_distribution() -> None:
    gains = np.random.default_rng(0).normal(0.3, 2.0, 1000)
    low, high = bootstrap_interval(gains, np.ones(1000))
    half = 1.96 * gains.std() / np.sqrt(1000)
    assert low == pytest.approx(gains.mean() - half, abs=0.1 * half)
    assert high == pytest.approx(gains.mean() + half, abs=0.1 * half)


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        low, high = bootstrap_interval(rng.exponential(size=80), np.ones(80), 500)
        covered += low <= 1 <= high
    assert 0.88 < covered / 200 < 0.98
