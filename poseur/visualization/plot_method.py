"""Method ``plot`` of :class:`PoseResult`, deprecated and to be removed in version 0.3.

Drawing builds on results, so the method is added here and not where results are
defined.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from poseur.structures import PoseResult

from .skeletons import draw_people


def plot(
    result: PoseResult, image: np.ndarray | None = None, **options: Any
) -> np.ndarray:
    """Draw the people of a result; use :func:`draw_people` instead.

    Args:
        result: The people.
        image: Pixels, uint8 BGR ``[H, W, 3]``; by default those of
            :meth:`PoseResult.load_image`.
        **options: Options of :func:`draw_people`.

    Returns:
        A new image of the same form.
    """
    warnings.warn(
        'PoseResult.plot is deprecated and will be removed in the next release. '
        'Use draw_people(result.load_image(), result) of '
        'poseur.visualization.skeletons.',
        DeprecationWarning,
        stacklevel=2,
    )
    image = result.load_image() if image is None else image
    return draw_people(image, result, **options)


# Results do not know of drawing.
PoseResult.plot = plot  # type: ignore[attr-defined]
