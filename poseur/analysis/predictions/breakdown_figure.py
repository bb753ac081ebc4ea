"""The figure of an error breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .breakdown import GROUPINGS


def draw_breakdown(rows: Sequence[dict], title: str, path: Path) -> None:
    """Draw what becomes of the keypoints of each group, and how far off they are.

    Args:
        rows: Rows of :func:`break_down`.
        title: What was tested.
        path: Picture to write.
    """
    groups = [[row for row in rows if row['grouping'] == g] for g in GROUPINGS]
    heights = [len(each) + 1.5 for each in groups]
    figure = Figure(figsize=(12, 0.32 * sum(heights) + 1), layout='constrained')
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    grid = figure.subplots(
        len(groups), 2, squeeze=False, gridspec_kw=dict(height_ratios=heights)
    )
    for (outcomes, errors), each, name in zip(grid, groups, GROUPINGS, strict=True):
        _draw_outcomes(outcomes, each)
        _draw_errors(errors, each)
        outcomes.set_ylabel(name)
    above = dict(loc='lower left', bbox_to_anchor=(0, 1), ncols=3, fontsize='small')
    for axes in grid[0]:
        axes.legend(**above)
    grid[-1, 0].set_xlabel('share of labeled keypoints')
    grid[-1, 1].set_xlabel('distance, % of the diagonal of the crop')
    figure.savefig(path, dpi=90)


def _draw_outcomes(axes: Axes, rows: Sequence[dict]) -> None:
    """Correct, swapped with the other side, and otherwise wrong keypoints."""
    correct, swapped = (
        np.array([row[k] for row in rows]) for k in ('correct', 'swapped')
    )
    places = range(len(rows))
    axes.barh(places, correct, color='C2', label='correct')
    axes.barh(places, swapped, left=correct, color='C1', label='left for right')
    rest = 1 - correct - swapped
    axes.barh(places, rest, left=correct + swapped, color='C3', label='wrong')
    names = [f'{row["group"]} ({row["keypoints"]})' for row in rows]
    axes.set_yticks(places, names, fontsize='small')
    axes.set_xlim(0, 1)
    axes.invert_yaxis()


def _draw_errors(axes: Axes, rows: Sequence[dict]) -> None:
    """Mean and median distance."""
    places = np.arange(len(rows))
    for offset, key in ((-0.2, 'error'), (0.2, 'median')):
        name = 'mean' if key == 'error' else key
        axes.barh(places + offset, [row[key] for row in rows], 0.4, label=name)
    axes.set_yticks([])
    axes.invert_yaxis()
