"""Panels: drawings of a prediction and of the decoder's intermediate results.

A panel takes an :class:`InstanceTrace` and returns images of equal size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..image_grid import CaptionedImage
from ..traces import InstanceTrace
from .decoder import reference_points, sampling_points, self_attention
from .prediction import beyond_box, pose, uncertainty

Panel = Callable[[InstanceTrace], list[CaptionedImage]]

PANELS = ('pose', 'uncertainty', 'references', 'beyond', 'sampling', 'attention')


def choose_panels(
    names: Sequence[str] | None = None,
    keypoints: Sequence[int] | None = None,
    layer: int = -1,
    sigma_factors: Sequence[float] = (1.0, 1.0),
) -> dict[str, Panel]:
    """Return panels by name.

    Args:
        names: Some of :data:`PANELS`; None for all.
        keypoints: Indices of the keypoints shown by the panels ``sampling`` and
            ``attention``; None for four of them.
        layer: Index of the decoder layer shown by these two panels.
        sigma_factors: See :func:`uncertainty`.

    Raises:
        ValueError: If a name is unknown.
    """
    names = PANELS if names is None else names
    unknown = [name for name in names if name not in PANELS]
    if unknown:
        raise ValueError(
            f'There are no panels {", ".join(unknown)}. Choose from '
            f'{", ".join(PANELS)}.'
        )
    panels: dict[str, Panel] = {
        'pose': pose,
        'uncertainty': partial(uncertainty, factors=sigma_factors),
        'references': reference_points,
        'beyond': beyond_box,
        'sampling': partial(sampling_points, keypoints=keypoints, layer=layer),
        'attention': partial(self_attention, keypoints=keypoints, layer=layer),
    }
    return {name: panels[name] for name in names}


__all__ = ['PANELS', 'Panel', 'choose_panels']
