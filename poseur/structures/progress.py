"""Progress of long work, for terminals and for logs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def progress_line(
    what: str, unit: str = 'images', first: int = 0
) -> Callable[[int, int], None]:
    """Return a callback that updates a line of a terminal, or adds lines to a log.

    Args:
        what: What is being made.
        unit: What is counted.
        first: Number that was done before, which the rate leaves out.
    """
    start = time.perf_counter()
    shown = [start]
    interval, begin, end = (0.5, '\r', '') if sys.stdout.isatty() else (10, '', '\n')

    def show(done: int, total: int) -> None:
        now = time.perf_counter()
        if done < total and now - shown[0] < interval:
            return
        shown[0] = now
        rate = (done - first) / max(now - start, 1e-9)
        line = f'{begin}{what}: {done}/{total} {unit}, {rate:.3g}/s '
        print(line, end='\n' if done == total else end, flush=True)

    return show
