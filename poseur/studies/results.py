"""Table and figure of a study, with one row per name over its seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.analysis import table

from .records import CurvePoint, RunRecord


@dataclass(frozen=True)
class Row:
    """Results of all finished seeds of one name.

    Attributes:
        name: Name of the runs.
        scores: The metric of each seed.
        parameters: Parameters at test time, without flows; None for constants.
        macs: Multiply-adds per crop.
        train_speed: Training images per second, median of the seeds.
        test_speed: Test images per second with the config's test-time options, median
            of the seeds.
    """

    name: str
    scores: tuple[float, ...]
    parameters: int | None = None
    macs: int | None = None
    train_speed: float | None = None
    test_speed: float | None = None

    def cells(self) -> dict[str, str]:
        """Return the row as text by column. Unknown values are empty."""
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
    """Group the records by name, in the order of the study.

    Raises:
        StudyError: If a run did not measure the metric.
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
    """Write the rows as a Markdown table with a title.

    Args:
        rows: All rows.
        title: Title of the study.
        metric: Name of the metric.
        devices: Devices on which the speeds were measured.
        path: File to write.
    """
    cells = table.markdown([row.cells() for row in rows])
    speeds = f'Speeds were measured on {" and ".join(devices)}' if devices else ''
    if len(devices) > 1:
        speeds += ', so that those of different rows cannot be compared'
    lines = [f'# {title}', f'{metric} over the seeds.', cells, speeds and speeds + '.']
    path.write_text('\n\n'.join(filter(None, lines)) + '\n')


def draw_study(
    records: Sequence[RunRecord], rows: Sequence[Row], metric: str, path: Path
) -> None:
    """Draw the metric against epochs and against time, and the final scores.

    Args:
        records: Records of finished runs.
        rows: Rows of the table, including constants.
        metric: Name of the metric, for the axes.
        path: Picture to write.
    """
    figure = Figure(figsize=(15, 4.5), layout='constrained')
    FigureCanvasAgg(figure)
    against_epoch, against_time, final = figure.subplots(1, 3)
    for index, row in enumerate(rows):
        own = [record for record in records if record.name == row.name]
        color = f'C{index % 10}'
        curves = [measured_points(record, metric) for record in own]
        scores = [[point.metrics[metric] for point in curve] for curve in curves]
        epochs = [[point.epoch for point in curve] for curve in curves]
        hours = [[point.seconds / 3600 for point in curve] for curve in curves]
        draw_curves(against_epoch, epochs, scores, row.name, color)
        draw_curves(against_time, hours, scores, row.name, color)
        if not own:
            for axes in (against_epoch, against_time):
                axes.axhline(row.scores[0], color='gray', ls=':', label=row.name)
    against_epoch.set(xlabel='epoch', ylabel=metric)
    against_time.set(xlabel='hours of training', ylabel=metric)
    against_epoch.legend(fontsize='small')
    draw_final(final, rows, metric)
    figure.savefig(path, dpi=110)


def measured_points(record: RunRecord, metric: str) -> list[CurvePoint]:
    """Return the validations that measured the metric."""
    return [point for point in record.curve if metric in point.metrics]


def draw_curves(
    axes: Axes,
    places: Sequence[Sequence[float]],
    scores: Sequence[Sequence[float]],
    name: str,
    color: str,
) -> None:
    """Draw a line for each seed, all in the color of their name."""
    for index, line in enumerate(zip(places, scores, strict=True)):
        axes.plot(*line, color=color, label=name if index == 0 else None)


def draw_final(axes: Axes, rows: Sequence[Row], metric: str) -> None:
    """Draw a bar for the mean of each row, and a dot for each seed."""
    for index, row in enumerate(rows):
        axes.barh(index, float(np.mean(row.scores)), color=f'C{index % 10}', alpha=0.6)
        axes.plot(row.scores, [index] * len(row.scores), 'k.')
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(metric)
