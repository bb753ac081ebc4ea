"""Table and figure of a study, with one row per name over its seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.analysis import table
from poseur.structures.files import PartialFile, write_text

from .comparison import Row
from .records import CurvePoint, RunRecord

COMPARISON = (
    'Differences are to {}. Their 95 % intervals over people (paired bootstrap, the '
    'seeds of a row averaged) follow in brackets, where the metric is PCKh and the '
    'keypoints found on each person are known.'
)


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as a CSV file."""
    table.write_csv([row.cells() for row in rows], path)


def write_markdown(
    rows: Sequence[Row],
    title: str,
    metric: str,
    devices: Sequence[str],
    path: Path,
    reference: str | None = None,
) -> None:
    """Write the rows as a Markdown table with a title.

    Args:
        rows: All rows.
        title: Title of the study.
        metric: Name of the metric.
        devices: Devices on which the speeds were measured.
        path: File to write.
        reference: Name of the row that the others are compared with.
    """
    cells = table.markdown([row.cells() for row in rows])
    speeds = f'Speeds were measured on {" and ".join(devices)}' if devices else ''
    if len(devices) > 1:
        speeds += ', so that those of different rows cannot be compared'
    lines = [f'# {title}', f'{metric} over the seeds.', cells]
    if any(row.differences for row in rows):
        lines.append(COMPARISON.format(reference))
    lines.append(speeds and speeds + '.')
    write_text(path, '\n\n'.join(filter(None, lines)) + '\n')


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
        own = [r for r in records if r.name == row.name and r.curve]
        color = f'C{index % 10}'
        curves = [measured_points(record, metric) for record in own]
        scores = [[point.metrics[metric] for point in curve] for curve in curves]
        epochs = [[point.epoch for point in curve] for curve in curves]
        hours = [[point.seconds / 3600 for point in curve] for curve in curves]
        draw_curves(against_epoch, epochs, scores, row.name, color)
        draw_curves(against_time, hours, scores, row.name, color)
        if row.parameters is None:
            for axes in (against_epoch, against_time):
                axes.axhline(row.scores[0], color='gray', ls=':', label=row.name)
    against_epoch.set(xlabel='epoch', ylabel=metric)
    against_time.set(xlabel='hours of training', ylabel=metric)
    against_epoch.legend(fontsize='small')
    draw_final(final, rows, metric)
    with PartialFile(path) as partial:
        figure.savefig(partial, dpi=110)


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
    """Draw a line for each seed in the color of their name, or its only point."""
    for index, (x, y) in enumerate(zip(places, scores, strict=True)):
        marker = 'o' if len(x) == 1 else ''
        label = name if index == 0 else None
        axes.plot(x, y, marker=marker, color=color, label=label)


def draw_final(axes: Axes, rows: Sequence[Row], metric: str) -> None:
    """Draw a bar for the mean of each row, and a dot for each seed."""
    for index, row in enumerate(rows):
        axes.barh(index, float(np.mean(row.scores)), color=f'C{index % 10}', alpha=0.6)
        axes.plot(row.scores, [index] * len(row.scores), 'k.')
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(metric)
