"""The prediction and the labels."""

from __future__ import annotations

import numpy as np

from ..drawing import WHITE, draw_cross
from ..image_grid import Tile
from ..pose_drawing import draw_pose
from ..skeletons import drawing_metainfo
from ..traces import TracedPerson


def pose(person: TracedPerson) -> list[Tile]:
    """The predicted skeleton, and labels as crosses.

    The crop is bright, what the model does not see is dark.
    """
    canvas = person.view.canvas(0.8)
    draw_skeleton(canvas, person)
    truth = person.view.place(person.truth)
    width = max(1, len(canvas) // 256)
    for label in truth[~np.isnan(truth).any(axis=1)]:
        draw_cross(canvas, label, 0.008 * len(canvas), WHITE, width)
    return [Tile(canvas, f'prediction, labels x | {person.name}')]


def draw_skeleton(
    canvas: np.ndarray, person: TracedPerson, width: int | None = None
) -> None:
    """Draw the final prediction into a canvas of the person's view, in place."""
    meta = drawing_metainfo(person.skeleton)
    scores = np.ones(len(person.prediction))
    draw_pose(canvas, person.prediction, scores, meta, width=width)
