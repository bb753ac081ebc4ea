"""The provider for boxes in any of the accepted forms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..sources import Source
from .coco_file import JsonBoxes
from .given import GivenBoxes, WholeImageBoxes
from .provider import BoxProvider

WHOLE_IMAGE = 'whole-image'
BoxesLike = BoxProvider | str | Path | Sequence[Any] | np.ndarray


def as_box_provider(boxes: BoxesLike | None, sources: Sequence[Source]) -> BoxProvider:
    """Return a provider for boxes in any of the accepted forms.

    Args:
        boxes: A :class:`BoxProvider`, which is returned unchanged; None or
            ``'whole-image'`` for one person per image; the path of a COCO file, see
            :class:`JsonBoxes`; or the boxes themselves, see :class:`GivenBoxes`.
        sources: The inputs.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the boxes do not match the inputs.
    """
    if isinstance(boxes, BoxProvider):
        return boxes
    if boxes is None or (isinstance(boxes, str) and boxes == WHOLE_IMAGE):
        return WholeImageBoxes()
    if isinstance(boxes, str | Path):
        return JsonBoxes(boxes)
    return GivenBoxes(boxes, sources)
