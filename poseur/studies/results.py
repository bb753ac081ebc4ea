"""The table of a study: one row for each name, over its seeds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

COLUMNS = (
    'model',
    'mean',
    'lowest',
    'highest',
    'seeds',
    'parameters (M)',
    'MACs (G)',
    'training images/s',
    'test images/s',
)


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

    def cells(self) -> list[str]:
        """The row as text, in the order of ``COLUMNS``; unknowns are empty."""
        units = (
            (self.parameters, 1e6, '.2f'),
            (self.macs, 1e9, '.3f'),
            (self.train_speed, 1, '.0f'),
            (self.test_speed, 1, '.0f'),
        )
        return [
            self.name,
            *(f'{f(self.scores):.4g}' for f in (mean, min, max)),
            str(len(self.scores)),
            *('' if v is None else format(v / unit, form) for v, unit, form in units),
        ]


def make_rows(records: Iterable[dict], metric: str) -> list[Row]:
    """Gather the records of each name, in the order of the study.

    Args:
        records: Records of finished runs, see :class:`StudyRunner`.
        metric: Name of the metric.
    """
    groups: dict[str, list[dict]] = {}
    for record in records:
        groups.setdefault(record['name'], []).append(record)
    return [
        Row(
            name,
            tuple(record['metrics'][metric] for record in group),
            group[0]['parameters'],
            group[0]['macs'],
            median(record['train_images_per_second'] for record in group),
            median(record['test_images_per_second'] for record in group),
        )
        for name, group in groups.items()
    ]


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as a CSV file."""
    with path.open('w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row.cells() for row in rows)


def write_markdown(rows: Sequence[Row], title: str, metric: str, path: Path) -> None:
    """Write the rows as a Markdown table below a title."""
    lines = [f'# {title}', '', f'{metric} over the seeds.', '']
    table = [COLUMNS, ['---'] * len(COLUMNS), *(row.cells() for row in rows)]
    lines += [f'| {" | ".join(cells)} |' for cells in table]
    path.write_text('\n'.join(lines) + '\n')
