"""Errors by joint, size of the person and visibility."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .dump import PredictedPeople
from .tolerance import Tolerance, relative_errors

SMALL, LARGE = 32**2, 96**2  # COCO's limits of medium people, pixels
GROUPINGS = ('joint', 'size', 'visibility')


def break_down(people: PredictedPeople, allowed: Tolerance) -> list[dict]:
    """Errors of all keypoints and of every group of them that is not empty.

    Args:
        people: Predictions and labels.
        allowed: Up to where a keypoint is correct.

    Returns:
        Rows with ``grouping`` and ``group``; ``keypoints``, how many are labeled;
        ``correct``, the share of correct ones; ``swapped``, the share of those that are
        wrong but would be correct for the joint of the other side; ``error`` and
        ``median``, distances in percent of the diagonal of the crop; and
        ``tolerances``, the mean distance in units of the tolerance.
    """
    relative = relative_errors(people, allowed)
    mirrored = people.replace(
        labels=people.labels[:, people.mirrored],
        labeled=people.labeled & people.labeled[:, people.mirrored],
    )
    swapped = (relative > 1) & (relative_errors(mirrored, allowed) <= 1)
    distances = np.linalg.norm(people.keypoints - people.labels, axis=-1)
    percent = 100 * distances / np.linalg.norm(people.crops, axis=-1)[:, None]
    counted = ~np.isnan(relative)
    rows = []
    for grouping, groups in (('all', {'all': counted}), *all_groups(people).items()):
        for group, mask in groups.items():
            mask = mask & counted
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


def all_groups(people: PredictedPeople) -> dict[str, Mapping[str, np.ndarray]]:
    """Masks ``[N, K]`` of the groups of every grouping.

    Sizes are those of COCO. Visibilities are those of the annotations, where they tell
    hidden keypoints, and keypoints whose labels are outside of the crop.
    """
    shape = people.labeled.shape
    joints = {
        name: np.broadcast_to(np.arange(shape[1]) == index, shape)
        for index, name in enumerate(people.names)
    }
    areas = np.broadcast_to(people.areas[:, None], shape)
    sizes = {
        'small (below 32x32)': areas < SMALL,
        'medium': (areas >= SMALL) & (areas <= LARGE),
        'large (above 96x96)': areas > LARGE,
    }
    offsets = np.abs(people.labels - people.centers[:, None])
    outside = (offsets > people.crops[:, None] / 2).any(axis=-1)
    if people.occluded is None:
        visibilities = {'inside of the crop': ~outside}
    else:
        visibilities = {
            'visible': ~people.occluded & ~outside,
            'hidden': people.occluded & ~outside,
        }
    visibilities |= {'outside of the crop': outside}
    return dict(joint=joints, size=sizes, visibility=visibilities)
