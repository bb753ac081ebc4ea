"""Interleaved timing on a clock that only the timed work advances."""

from __future__ import annotations

import pytest

from poseur.analysis.timing import Timing, interleaved_timing


class Clock:
    """A clock that stands still between pieces of work."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[float] = []

    def __call__(self) -> float:
        return self.now

    def work(self, *seconds: float):
        """Return work whose calls take these times, and then the last one again."""
        durations = list(seconds)

        def run() -> None:
            duration = durations.pop(0) if len(durations) > 1 else durations[0]
            self.calls.append(duration)
            self.now += duration

        return run


def test_ratios_refer_to_the_first():
    clock = Clock()
    works = dict(slow=clock.work(4.0), fast=clock.work(1.0))
    timings = interleaved_timing(works, rounds=3, clock=clock)
    assert clock.calls == [4.0, 1.0] * 4  # the first of each does not count
    assert timings == [Timing('slow', 4.0, 1.0), Timing('fast', 1.0, 4.0)]


def test_medians_over_the_rounds():
    clock = Clock()
    works = dict(one=clock.work(9, 1, 2, 6), other=clock.work(9, 1, 1, 2))
    one, other = interleaved_timing(works, rounds=3, clock=clock)
    assert (one.seconds, other.seconds) == (2, 1)
    assert other.ratio == 2  # of 1, 2 and 3


def test_untimed_calls_before_several_timed_ones():
    clock = Clock()
    works = dict(one=clock.work(9, 8, 2, 2, 7, 2, 2), other=clock.work(4))
    one, other = interleaved_timing(works, 2, calls=2, warm_up=True, clock=clock)
    assert clock.calls == [9, 4] + [8, 2, 2, 4, 4, 4] + [7, 2, 2, 4, 4, 4]
    assert one == Timing('one', 2, 1)
    assert other == Timing('other', 4, pytest.approx(0.5))
