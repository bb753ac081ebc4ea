"""Figures of a study: learning curves and final scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .record import CurvePoint, RunRecord
from .results import Row


def draw_study(
    records: Sequence[RunRecord], rows: Sequence[Row], metric: str, path: Path
) -> None:
    """Draw the metric against epochs, against time, and at the end.

    Args:
        records: Records of finished runs.
        rows: Rows of the table, constants included.
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
    """The validations that measured the metric."""
    return [point for point in record.curve if metric in point.metrics]


def draw_curves(
    axes: Axes,
    places: Sequence[Sequence[float]],
    scores: Sequence[Sequence[float]],
    name: str,
    color: str,
) -> None:
    """Draw a line for each seed; all have the color of their name."""
    for index, line in enumerate(zip(places, scores, strict=True)):
        axes.plot(*line, color=color, label=name if index == 0 else None)


def draw_final(axes: Axes, rows: Sequence[Row], metric: str) -> None:
    """Draw a bar for the mean of each row, and a dot for each seed."""
    for index, row in enumerate(rows):
        axes.barh(index, np.mean(row.scores), color=f'C{index % 10}', alpha=0.6)
        axes.plot(row.scores, [index] * len(row.scores), 'k.')
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    axes.invert_yaxis()
    axes.set_xlabel(metric)
