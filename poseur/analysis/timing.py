"""Interleaved timing of several functions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple

Work = Callable[[], object]


class Timing(NamedTuple):
    """Time that a function takes.

    Attributes:
        name: Name of the function.
        seconds: Median time of a call.
        ratio: Median ratio of the first function's time to this one's. Both times of a
            ratio are from the same round, so that other load on the machine affects
            both.
    """

    name: str
    seconds: float
    ratio: float


def interleaved_timing(
    works: Mapping[str, Work],
    rounds: int,
    *,
    calls: int = 1,
    warm_up: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Timing]:
    """Time functions one after the other, round by round.

    Every function is called once before the first round, untimed.

    Args:
        works: Functions by name. Ratios refer to the first. A function that starts work
            on a GPU must wait for it.
        rounds: Number of rounds.
        calls: Timed calls of each function in a round, one after the other.
        warm_up: Whether each function is called once more before its timed calls of
            every round, so that it does not find the caches full of other data.
        clock: Returns the time in seconds.
    """
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            if warm_up:
                work()
            for _ in range(calls):
                start = clock()
                work()
                times[name].append(clock() - start)
    first = next(iter(times.values()))
    return [
        Timing(
            name,
            median(each),
            median(a / b for a, b in zip(first, each, strict=True)),
        )
        for name, each in times.items()
    ]
