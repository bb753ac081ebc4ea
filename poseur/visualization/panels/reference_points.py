"""From the coarse proposal to the final keypoint, layer by layer."""

from __future__ import annotations

import numpy as np

from ..drawing import GREY, WHITE, draw_dot, draw_line, gradient
from ..tiles import Tile
from ..traced_people import TracedPerson


def reference_points(person: TracedPerson) -> list[Tile]:
    """The path of every keypoint, dark at the proposal and bright at the end.

    The skeleton of the proposals is grey, that of the final keypoints white. The last
    step, from the last reference to the keypoint, is the one that may leave the crop.
    """
    trace, view = person.trace, person.view
    canvas = view.canvas(0.45, colourful=False)
    stages = np.stack([trace.coarse, *trace.references[1:], trace.keypoints[-1]])
    places = view.place_normalised(stages)  # [N + 2, K, 2]
    for ends, colour in ((places[0], GREY), (places[-1], WHITE)):
        for start, end in person.skeleton.links:
            draw_line(canvas, ends[start], ends[end], colour)
    colours = gradient(len(places))
    for before, after, colour in zip(places, places[1:], colours[1:], strict=False):
        for start, end in zip(before, after, strict=True):
            draw_line(canvas, start, end, colour, 2)
    for points, colour in zip(places, colours, strict=True):
        for point in points:
            draw_dot(canvas, point, 0.007 * len(canvas), colour)
    moved = 100 * np.linalg.norm(stages[-1] - stages[0], axis=-1).mean()
    names = ['coarse', *(f'{n}' for n in range(1, len(trace.references))), 'final']
    legend = tuple(zip(colours, names, strict=True))
    return [Tile(canvas, f'coarse to final: {moved:.1f} % of the crop', legend)]
