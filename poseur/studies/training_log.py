"""What the logs of training and test tell: the learning curve and the speed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple


class CurvePoint(NamedTuple):
    """A validation during training.

    Attributes:
        epoch: Epochs trained so far.
        seconds: Time spent in training steps so far, loading included.
        score: The metric.
    """

    epoch: int
    seconds: float
    score: float


def log_entries(work_dir: Path) -> Iterator[dict]:
    """Entries of all logs of a run, the oldest first; a resumed run has several.

    A line that was cut off when the run was killed is passed over.
    """
    for path in sorted(work_dir.glob('*/vis_data/scalars.json')):
        for line in path.read_text().splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def seconds_per_test_batch(work_dir: Path) -> float:
    """Mean time of a batch in the newest test logged in a folder, loading included."""
    newest = max(work_dir.glob('*/*.json'))
    return json.loads(newest.read_text())['time']


class TrainingLog:
    """The log of a run, without what was done again after an interruption.

    Args:
        work_dir: Folder of the run.
        metric: Name of the metric in the log.
    """

    def __init__(self, work_dir: Path, metric: str) -> None:
        self.steps: dict[int, dict] = {}
        scores: dict[int, float] = {}
        for entry in log_entries(work_dir):
            if metric in entry:
                scores[entry['step']] = entry[metric]
            elif 'loss' in entry:
                repeated = [step for step in self.steps if step >= entry['iter']]
                for step in repeated:
                    del self.steps[step]
                self.steps[entry['iter']] = entry
        self.curve = [
            CurvePoint(epoch, self._seconds_until(epoch), score)
            for epoch, score in sorted(scores.items())
        ]

    def _seconds_until(self, epoch: int) -> float:
        """Time of the steps up to the end of an epoch."""
        total, last = 0.0, 0
        for step, entry in self.steps.items():
            if entry['epoch'] <= epoch:
                total += (step - last) * entry['time']
                last = step
        return total

    @property
    def seconds_per_step(self) -> float:
        """Median time of a training step, loading included."""
        return median(entry['time'] for entry in self.steps.values())
