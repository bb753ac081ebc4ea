"""Learning curve and speed from the logs of a training and a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .records import CurvePoint

NO_METRICS = {'step', 'time', 'data_time', 'memory'}  # other keys of a validation


def log_entries(work_dir: Path) -> Iterator[dict]:
    """Iterate over the entries of all logs of a run, oldest first.

    A resumed run has several logs. Lines cut off when a run was killed are skipped.
    """
    for path in sorted(work_dir.glob('*/vis_data/scalars.json')):
        for line in path.read_text(encoding='utf-8').splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def seconds_per_test_batch(work_dir: Path) -> float:
    """Return the mean time of a batch in the newest test, including data loading."""
    newest = max(work_dir.glob('*/*.json'))
    return json.loads(newest.read_text(encoding='utf-8'))['time']


class TrainingLog:
    """The log of a run; steps repeated after a resume are counted once.

    Args:
        work_dir: Folder of the run.

    Attributes:
        steps: Logged training steps by iteration.
        curve: The validations.
    """

    def __init__(self, work_dir: Path) -> None:
        self.steps: dict[int, dict] = {}
        validations: dict[int, dict[str, float]] = {}
        for entry in log_entries(work_dir):
            if 'loss' in entry:
                repeated = [step for step in self.steps if step >= entry['iter']]
                for step in repeated:
                    del self.steps[step]
                self.steps[entry['iter']] = entry
            else:
                metrics = {key: entry[key] for key in entry if key not in NO_METRICS}
                validations[entry['step']] = metrics
        self.curve = tuple(
            CurvePoint(epoch, self._seconds_until(epoch), metrics)
            for epoch, metrics in sorted(validations.items())
        )

    def _seconds_until(self, epoch: int) -> float:
        """Return the time of the steps logged up to the end of an epoch."""
        total, last = 0.0, 0
        for step, entry in self.steps.items():
            if entry['epoch'] <= epoch:
                total += (step - last) * entry['time']
                last = step
        return total

    @property
    def seconds_per_step(self) -> float:
        """Median time of a training step, including data loading."""
        return median(entry['time'] for entry in self.steps.values())
