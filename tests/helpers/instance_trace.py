"""The trace of a person with three keypoints that move in two layers, on black."""

from __future__ import annotations

import numpy as np

from poseur.structures import Skeleton
from poseur.visualization.decoder_recorder import DecoderTrace
from poseur.visualization.person_view import PersonView
from poseur.visualization.traces import InstanceTrace

SKELETON = Skeleton(
    names=('head', 'hand', 'foot'),
    links=(),
    keypoint_colors=((255, 0, 0), (0, 255, 0), (0, 0, 255)),
    link_colors=(),
    oks_sigmas=(0.05, 0.05, 0.05),
)
COARSE = np.array([[0.2, 0.2], [0.7, 0.3], [0.5, 1.1]])
FINAL = np.array([[0.4, 0.2], [0.8, 0.5], [0.5, 1.2]])
WEIGHTS = np.array([[0.3, 0.6, 0.1], [0.2, 0.2, 0.6], [0.4, 0.4, 0.2]])


def instance_trace(**changes: object) -> InstanceTrace:
    """Return a trace with one head, two levels and one point; the crop is 200x200.

    Args:
        **changes: Fields of the :class:`DecoderTrace` to replace.
    """
    references = np.stack([COARSE, (COARSE + FINAL) / 2, FINAL]).clip(0, 1)
    offsets = np.array([[0.2, 0.0], [0.0, 0.3]])  # a point on each level
    trace = DecoderTrace(
        coarse=COARSE,
        references=references,
        keypoints=np.stack([COARSE, FINAL]),
        sigmas=np.full((2, 3, 2), [0.1, 0.05]),
        locations=references[:2, :, None, None, None] + offsets[:, None],
        weights=np.broadcast_to([[0.9], [0.1]], (2, 3, 1, 2, 1)),
        attention=np.stack([WEIGHTS.T, WEIGHTS]),
        level_shapes=((8, 6), (4, 3)),
    )
    image = np.zeros((100, 100, 3), np.uint8)
    view = PersonView.cut_out(
        image, np.array([50.0, 50.0]), np.array([50.0, 50.0]), 300, margin=0.25
    )
    labels = np.array([[45.0, 35.0], [65.0, 50.0], [np.nan, np.nan]])
    box = np.array([[30.0, 30.0], [60.0, 90.0]])
    trace = trace._replace(**changes)
    return InstanceTrace('black #3', view, trace, SKELETON, labels, box)
