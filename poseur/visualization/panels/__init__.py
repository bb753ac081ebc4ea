"""Panels: what a model predicted for a person, and what it looked at.

Every panel takes a :class:`TracedPerson` and gives tiles of equal size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..image_grid import Tile
from ..traces import TracedPerson
from .beyond_box import beyond_box
from .pose import pose
from .reference_points import reference_points
from .sampling_points import sampling_points
from .self_attention import self_attention
from .uncertainty import uncertainty

Panel = Callable[[TracedPerson], list[Tile]]

PANELS = ('pose', 'uncertainty', 'references', 'beyond', 'sampling', 'attention')


def choose_panels(
    names: Sequence[str] | None = None,
    joints: Sequence[int] | None = None,
    layer: int = -1,
    sigma_factors: Sequence[float] = (1.0, 1.0),
) -> dict[str, Panel]:
    """Panels by their names.

    Args:
        names: Some of :data:`PANELS`; None for all.
        joints: Numbers of the joints that panels of single joints show; None for a few.
        layer: Number of the decoder layer that these show.
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
        'sampling': partial(sampling_points, joints=joints, layer=layer),
        'attention': partial(self_attention, joints=joints, layer=layer),
    }
    return {name: panels[name] for name in names}


__all__ = ['PANELS', 'Panel', 'choose_panels']
