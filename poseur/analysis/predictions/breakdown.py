"""Errors by keypoint, size of the person and visibility, as a table and a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.structures.files import PartialFile

from .dump import KeypointPredictions
from .tolerance import Tolerance, relative_errors

SMALL, LARGE = 32**2, 96**2  # COCO's limits of medium people, pixels
GROUPINGS = ('joint', 'size', 'visibility')


def break_down(predictions: KeypointPredictions, tolerance: Tolerance) -> list[dict]:
    """Compute the errors of all keypoints and of every group that is not empty.

    Args:
        predictions: Predictions and labels.
        tolerance: Distance up to which a keypoint is correct.

    Returns:
        Rows with ``grouping`` and ``group``; ``keypoints``, the number of labeled ones;
        ``correct``, the share of correct ones; ``swapped``, the share of those that are
        wrong but would be correct for the keypoint of the other side; ``error`` and
        ``median``, distances in percent of the diagonal of the crop; and
        ``tolerances``, the mean distance in units of the tolerance.
    """
    relative = relative_errors(predictions, tolerance)
    mirrored = predictions.replace(
        labels=predictions.labels[:, predictions.mirrored],
        labeled=predictions.labeled & predictions.labeled[:, predictions.mirrored],
    )
    swapped = (relative > 1) & (relative_errors(mirrored, tolerance) <= 1)
    distances = np.linalg.norm(predictions.keypoints - predictions.labels, axis=-1)
    percent = 100 * distances / np.linalg.norm(predictions.crops, axis=-1)[:, None]
    counted = ~np.isnan(relative)
    groupings = {'all': {'all': counted}, **all_groups(predictions)}
    rows = []
    for grouping, groups in groupings.items():
        for group, members in groups.items():
            mask = members & counted
            if mask.any():
                row = dict(grouping=grouping, group=group, keypoints=int(mask.sum()))
                row |= dict(
                    correct=float((relative[mask] <= 1).mean()),
                    swapped=float(swapped[mask].mean()),
                    error=float(percent[mask].mean()),
                    median=float(np.median(percent[mask])),
                    tolerances=float(relative[mask].mean()),
                )
                rows.append(row)
    return rows


def all_groups(
    predictions: KeypointPredictions,
) -> dict[str, Mapping[str, np.ndarray]]:
    """Return masks ``[N, K]`` of the groups of every grouping.

    Sizes are those of COCO. Visibilities are those of the annotations, if these mark
    hidden keypoints. Keypoints labeled outside the crop form a separate group.
    """
    shape = predictions.labeled.shape
    keypoints = {
        name: np.broadcast_to(np.arange(shape[1]) == index, shape)
        for index, name in enumerate(predictions.names)
    }
    areas = np.broadcast_to(predictions.areas[:, None], shape)
    sizes = {
        'small (below 32x32)': areas < SMALL,
        'medium': (areas >= SMALL) & (areas <= LARGE),
        'large (above 96x96)': areas > LARGE,
    }
    offsets = np.abs(predictions.labels - predictions.centers[:, None])
    outside = (offsets > predictions.crops[:, None] / 2).any(axis=-1)
    if predictions.occluded is None:
        visibilities = {'inside of the crop': ~outside}
    else:
        visibilities = {
            'visible': ~predictions.occluded & ~outside,
            'hidden': predictions.occluded & ~outside,
        }
    visibilities |= {'outside of the crop': outside}
    return dict(joint=keypoints, size=sizes, visibility=visibilities)


def draw_breakdown(rows: Sequence[dict], title: str, path: Path) -> None:
    """Draw outcomes and distances of the keypoints of each group.

    Args:
        rows: Rows of :func:`break_down`.
        title: Name of the test.
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
    for axes in grid[0]:
        axes.legend(loc='lower left', bbox_to_anchor=(0, 1), ncols=3, fontsize='small')
    grid[-1, 0].set_xlabel('share of labeled keypoints')
    grid[-1, 1].set_xlabel('distance, % of the diagonal of the crop')
    with PartialFile(path) as partial:
        figure.savefig(partial, dpi=90)


def _draw_outcomes(axes: Axes, rows: Sequence[dict]) -> None:
    """Draw shares of correct, swapped and otherwise wrong keypoints."""
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
    """Draw mean and median distances."""
    places = np.arange(len(rows))
    for offset, key in ((-0.2, 'error'), (0.2, 'median')):
        name = 'mean' if key == 'error' else key
        axes.barh(places + offset, [row[key] for row in rows], 0.4, label=name)
    axes.set_yticks([])
    axes.invert_yaxis()
