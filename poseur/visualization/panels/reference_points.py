"""From the coarse proposal to the final keypoint, layer by layer."""

from __future__ import annotations

import numpy as np

from ..drawing import GRAY, WHITE, draw_dot, draw_line, gradient
from ..image_grid import Tile
from ..traces import TracedPerson


def reference_points(person: TracedPerson) -> list[Tile]:
    """The path of every keypoint, dark at the proposal and bright at the end.

    The skeleton of the proposals is gray, that of the final keypoints white. The last
    step, from the last reference to the keypoint, is the one that may leave the crop.
    """
    trace, view = person.trace, person.view
    canvas = view.canvas(0.45, colorful=False)
    stages = np.stack([trace.coarse, *trace.references[1:], trace.keypoints[-1]])
    places = view.place_normalized(stages)  # [N + 2, K, 2]
    for ends, color in ((places[0], GRAY), (places[-1], WHITE)):
        for start, end in person.skeleton.links:
            draw_line(canvas, ends[start], ends[end], color)
    colors = gradient(len(places))
    for before, after, color in zip(places, places[1:], colors[1:], strict=False):
        for start, end in zip(before, after, strict=True):
            draw_line(canvas, start, end, color, 2)
    for points, color in zip(places, colors, strict=True):
        for point in points:
            draw_dot(canvas, point, 0.007 * len(canvas), color)
    moved = 100 * np.linalg.norm(stages[-1] - stages[0], axis=-1).mean()
    names = ['coarse', *(f'{n}' for n in range(1, len(trace.references))), 'final']
    legend = tuple(zip(colors, names, strict=True))
    return [Tile(canvas, f'coarse to final: {moved:.1f} % of the crop', legend)]
