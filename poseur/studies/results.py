"""The table of a study: one row for each name, over its seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from poseur.analysis import table

from .record import RunRecord


@dataclass(frozen=True)
class Row:
    """Results of one name over all its finished seeds.

    Attributes:
        name: Name of the runs.
        scores: The metric of each seed.
        parameters: Parameters at test time, flows left out; None for constants.
        macs: Multiply-adds for one crop.
        train_speed: Training images per second, the median of the seeds.
        test_speed: Test images per second, with the config's test-time options.
    """

    name: str
    scores: tuple[float, ...]
    parameters: int | None = None
    macs: int | None = None
    train_speed: float | None = None
    test_speed: float | None = None

    def cells(self) -> dict[str, str]:
        """The row as text by its columns; unknowns are empty."""
        numbers = {
            'parameters (M)': (self.parameters, 1e6, '.2f'),
            'MACs (G)': (self.macs, 1e9, '.3f'),
            'training images/s': (self.train_speed, 1, '.0f'),
            'test images/s': (self.test_speed, 1, '.0f'),
        }
        return {
            'model': self.name,
            'mean': f'{mean(self.scores):.4g}',
            'lowest': f'{min(self.scores):.4g}',
            'highest': f'{max(self.scores):.4g}',
            'seeds': str(len(self.scores)),
        } | {
            column: '' if value is None else format(value / unit, form)
            for column, (value, unit, form) in numbers.items()
        }


def make_rows(records: Iterable[RunRecord], metric: str) -> list[Row]:
    """Gather the records of each name, in the order of the study.

    Raises:
        StudyError: If a run was not measured by the metric.
    """
    groups: dict[str, list[RunRecord]] = {}
    for record in records:
        groups.setdefault(record.name, []).append(record)
    return [
        Row(
            name,
            tuple(record.score(metric) for record in group),
            group[0].parameters,
            group[0].macs,
            median(record.train_images_per_second for record in group),
            median(record.test_images_per_second for record in group),
        )
        for name, group in groups.items()
    ]


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as a CSV file."""
    table.write_csv([row.cells() for row in rows], path)


def write_markdown(
    rows: Sequence[Row], title: str, metric: str, devices: Sequence[str], path: Path
) -> None:
    """Write the rows as a Markdown table below a title.

    Args:
        rows: All rows.
        title: Title of the study.
        metric: Name of the metric.
        devices: What the speeds were measured on.
        path: File to write.
    """
    cells = table.markdown([row.cells() for row in rows])
    speeds = f'Speeds were measured on {" and ".join(devices)}' if devices else ''
    if len(devices) > 1:
        speeds += ', so that those of different rows cannot be compared'
    lines = [f'# {title}', f'{metric} over the seeds.', cells, speeds and speeds + '.']
    path.write_text('\n\n'.join(filter(None, lines)) + '\n')
