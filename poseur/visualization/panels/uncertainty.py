"""How sure the model is of each keypoint, along x and y."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..drawing import bgr, blend, draw_ellipse
from ..image_grid import Tile
from ..traces import TracedPerson
from .pose import draw_skeleton

OPACITY = 0.4


def uncertainty(
    person: TracedPerson, factors: Sequence[float] = (1.0, 1.0)
) -> list[Tile]:
    """Ellipses whose half axes are the scales, and twice the scales.

    Under a Laplace distribution the scale is the mean distance along its axis, and a
    keypoint is within it with a probability of 63 %, within twice of it with 86 %.

    Args:
        person: The person.
        factors: On the predicted scales along x and y. RLE's flow narrows the
            distribution by factors that ``tools/analysis_tools/calibration.py`` finds.
    """
    canvas = person.view.canvas(0.55, colorful=False)
    draw_skeleton(canvas, person, width=1)
    sigmas = person.trace.sigmas[-1] * np.array(factors)
    half_axes = person.view.length(sigmas)
    colors = [bgr(color) for color in person.skeleton.keypoint_colors]
    overlay = canvas.copy()
    for place, axes, color in zip(person.prediction, half_axes, colors, strict=True):
        draw_ellipse(overlay, place, axes, color)
    blend(canvas, overlay, OPACITY)
    for place, axes, color in zip(person.prediction, half_axes, colors, strict=True):
        draw_ellipse(canvas, place, axes, color, 2)
        draw_ellipse(canvas, place, 2 * axes, color, 1)
    mean = 100 * sigmas.mean()
    return [Tile(canvas, f'1 and 2 sigma, mean {mean:.1f} % of the crop')]
