"""A sample of the fuzz, and the judgment of what is bad."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from . import outcomes
from .__main__ import run_case
from .outcomes import Case, Outcome, Tally, judge


def test_a_sample_of_all_kinds() -> None:
    found, kinds = Counter(), set()
    for number in range(150):
        kind, title, verdict = run_case(seed=7, number=number, num_commands=0)
        assert not verdict.outcome.bad, (number, title, verdict.detail)
        found[verdict.outcome] += 1
        kinds.add(kind)
    assert len(kinds) == 6 and len(found) == 3


def test_a_case_depends_on_seed_and_number_only() -> None:
    first, again, other = (run_case(seed, 5, 0)[:2] for seed in (3, 3, 4))
    assert first == again != other


def _raise(error: Exception) -> Tally:
    raise error


@pytest.mark.parametrize(
    ('run', 'outcome'),
    [
        (lambda: Tally(3, 0, 3), Outcome.ACCEPTED),
        (lambda: Tally(2, 1, 3), Outcome.COUNTED),
        (lambda: Tally(2, 0, 3), Outcome.LOST),
        (lambda: _raise(ValueError('a.json: entry 3 is wrong')), Outcome.REFUSED),
        (lambda: _raise(ValueError('invalid literal')), Outcome.UNNAMED),
        (lambda: _raise(KeyError('a.json')), Outcome.UNNAMED),
        (lambda: _raise(SystemExit(2)), Outcome.UNNAMED),
        (lambda: time.sleep(9), Outcome.HANGING),
    ],
)
def test_outcomes(run, outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, 'LIMIT', 1)
    assert judge(Case('made', ('a.json',), run)).outcome is outcome
