from __future__ import annotations

import re

import pytest

from poseur.config.schedules import schedule_problems

WARM_UP = dict(type='LinearLR', begin=0, end=500, start_factor=0.001, by_epoch=False)
STEPS = dict(type='MultiStepLR', end=325, milestones=[255, 310], by_epoch=True)
COSINE = dict(type='CosineAnnealingLR', T_max=20)


def problems(schedulers: object, epochs: int, iterations: int) -> list[str]:
    return list(schedule_problems(schedulers, epochs, iterations))


@pytest.mark.parametrize(
    ('schedulers', 'epochs', 'iterations'),
    [
        ([WARM_UP, STEPS], 325, 100_000),
        (dict(COSINE, end=20), 20, 1000),
        ([WARM_UP, dict(type='CosineAnnealingLR', begin=5, end=20)], 20, 1000),
        ([dict(type='ReduceOnPlateauLR', monitor='coco/AP')], 3, 30),
        ([dict(type='MultiStepLR', milestones=[800], by_epoch=False)], 1, 1000),
        (None, 3, 30),
    ],
)
def test_schedules_that_fit(schedulers, epochs, iterations) -> None:
    assert problems(schedulers, epochs, iterations) == []


def test_milestones_after_the_end_are_named_with_their_shares() -> None:
    (problem,) = problems([WARM_UP, STEPS], 50, 1000)
    assert 'param_scheduler.1 (MultiStepLR): milestones [255, 310]' in problem
    assert 'not reached in 50 epochs' in problem
    assert 'param_scheduler.1.milestones="[39,47]"' in problem


def test_the_last_epoch_does_not_see_a_drop_at_its_end() -> None:
    (problem,) = problems(dict(type='MultiStepLR', milestones=[10, 20]), 20, 100)
    assert 'milestones [20] are not reached' in problem


@pytest.mark.parametrize(
    ('scheduler', 'problem'),
    [
        (WARM_UP, r'end=500 lies after 40 iterations.*Set param_scheduler.0.end=40'),
        (dict(COSINE, begin=4, T_max=8), 'T_max=8 lies after 10 epochs'),
        (dict(COSINE, T_max=4), 'ends after 4 of 10 epochs, and nothing follows'),
        (dict(type='PolyLR', end=6), 'ends after 6 of 10 epochs, and nothing follows'),
        (dict(type='StepLR', step_size=10), 'step_size=10 is not reached'),
        (dict(type='StepLR', step_size=1, begin=12), 'begin=12 is not reached'),
        (
            dict(type='MultiStepLR', milestones=[60], by_epoch=False),
            r'milestones \[60\] are not reached in 40 iterations',
        ),
    ],
)
def test_schedules_that_do_not_fit(scheduler: dict, problem: str) -> None:
    (found,) = problems(scheduler, 10, 40)
    assert re.search(problem, found)
