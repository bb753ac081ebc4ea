"""What is kept of a finished run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from .study import StudyError


class CurvePoint(NamedTuple):
    """A validation during training.

    Attributes:
        epoch: Epochs trained so far.
        seconds: Time spent in training steps so far, loading included.
        metrics: What was measured.
    """

    epoch: int
    seconds: float
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class RunRecord:
    """Everything about a finished run that tables and figures show.

    Attributes:
        name: What its row of the table is called.
        config: File name of the config.
        overrides: Changes to the config.
        seed: Random seed.
        metrics: What the test measured.
        parameters: Parameters at test time, flows left out.
        macs: Multiply-adds for one crop; None for models of whole images.
        train_images_per_second: Over all processes, the median step, loading included.
        test_images_per_second: The test as configured, in one process.
        device: What the speeds were measured on.
        curve: The validations.
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

    def score(self, metric: str) -> float:
        """The test's value of a metric.

        Raises:
            StudyError: If the test did not measure it.
        """
        if metric not in self.metrics:
            raise StudyError(
                f'run {self.name!r} measured {", ".join(self.metrics)}, but no '
                f'{metric}; set metric in the study file to one of these'
            )
        return self.metrics[metric]

    def to_dict(self) -> dict[str, object]:
        """The record as JSON takes it."""
        return asdict(self) | dict(curve=[point._asdict() for point in self.curve])

    @classmethod
    def from_dict(cls, content: Mapping[str, object]) -> RunRecord:
        """Make a record of what :meth:`to_dict` gave.

        Raises:
            TypeError: If entries are missing or unknown.
        """
        curve = tuple(CurvePoint(**point) for point in content['curve'])
        return cls(**{**content, 'curve': curve})
