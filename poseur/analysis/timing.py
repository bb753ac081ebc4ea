"""Several pieces of work timed by turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple


class Timing(NamedTuple):
    """How long a piece of work takes.

    Attributes:
        name: Which one.
        seconds: Median of the turns.
        ratio: Median, over the turns, of the time of the first piece divided by the
            time of this one: a burden on the machine falls on both.
    """

    name: str
    seconds: float
    ratio: float


def time_by_turns(
    works: Mapping[str, Callable[[], object]], turns: int
) -> list[Timing]:
    """Time every piece of work once a turn, after one call that does not count.

    Args:
        works: Functions by name; ratios refer to the first.
        turns: Timings of each.
    """
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    first = next(iter(times.values()))
    return [
        Timing(
            name,
            median(taken),
            median(a / b for a, b in zip(first, taken, strict=True)),
        )
        for name, taken in times.items()
    ]
