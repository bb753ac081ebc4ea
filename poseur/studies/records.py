"""Records of finished runs, in memory and as files that other machines can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from poseur.checkpoints import write_atomically

from .person_counts import PersonCounts
from .study import StudyError, StudyRun


class CurvePoint(NamedTuple):
    """A validation during training.

    Attributes:
        epoch: Epochs trained so far.
        seconds: Time spent in training steps so far, including data loading.
        metrics: Metrics of the validation.
    """

    epoch: int
    seconds: float
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class RunRecord:
    """All information about a finished run that tables and figures show.

    Attributes:
        name: Name of the run's row in the table.
        config: File name of the config.
        overrides: Changes to the config.
        seed: Random seed.
        metrics: Metrics of the test.
        parameters: Parameters at test time, without flows.
        macs: Multiply-adds per crop; None for detectors.
        train_images_per_second: Throughput of all processes, from the median step,
            including data loading.
        test_images_per_second: Throughput of the test as configured, in one process.
        device: Device on which the throughputs were measured.
        curve: Validations during training; none for a run that tests the checkpoint of
            another.
        people: Keypoints found on each person, if the metric is PCKh.
    """

    name: str
    config: str
    overrides: Mapping[str, object]
    seed: int
    metrics: Mapping[str, float]
    parameters: int
    macs: int | None
    train_images_per_second: float
    test_images_per_second: float
    device: str
    curve: tuple[CurvePoint, ...]
    people: PersonCounts | None = None

    def score(self, metric: str) -> float:
        """Return a metric of the test.

        Raises:
            StudyError: If the test did not measure it.
        """
        if metric not in self.metrics:
            raise StudyError(
                f'run {self.name!r} measured {", ".join(self.metrics)}, but not '
                f'{metric}; set metric and also in the study file to these'
            )
        return self.metrics[metric]

    def to_dict(self) -> dict[str, object]:
        """Return the record in types that JSON supports."""
        people = self.people.to_dict() if self.people else None
        curve = [point._asdict() for point in self.curve]
        return asdict(self) | dict(curve=curve, people=people)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> RunRecord:
        """Create a record from the result of :meth:`to_dict`.

        Raises:
            TypeError: If entries are missing or unknown.
        """
        curve = tuple(CurvePoint(**point) for point in content['curve'])
        counts = content.get('people')
        people = PersonCounts.from_dict(counts) if counts else None
        return cls(**{**content, 'curve': curve, 'people': people})


def export_records(finished: Sequence[tuple[StudyRun, RunRecord]], path: Path) -> None:
    """Write the records of finished runs with the digests of their settings.

    Raises:
        StudyError: If the file holds runs that are not among the finished ones, and
            would lose them.
    """
    here = {(run.name, run.seed) for run, _ in finished}
    lost = set(read_records(path)) - here if path.is_file() else set()
    if lost:
        names = ', '.join(f'{name!r} with seed {seed}' for name, seed in sorted(lost))
        raise StudyError(
            f'{path} holds {names}, which is not finished here and would be lost. '
            f'Import its runs with --records {path}, or write to another folder.'
        )
    content = [record.to_dict() | dict(settings=run.digest) for run, record in finished]
    write_atomically((json.dumps(content, indent=1) + '\n').encode(), path)


def read_records(path: Path) -> dict[tuple[str, int], tuple[RunRecord, str]]:
    """Read exported records.

    Returns:
        For each name and seed the record, and the digest of its settings.

    Raises:
        StudyError: If the file does not hold records.
    """
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        pairs = [
            (entry.pop('settings'), RunRecord.from_dict(entry)) for entry in content
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(
            f'{path} holds no records of a study ({error!r}); give the records.json '
            'that run_study.py wrote'
        ) from error
    return {(record.name, record.seed): (record, digest) for digest, record in pairs}
