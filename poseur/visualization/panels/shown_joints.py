"""Which joints, and which decoder layer, the panels with a tile per joint show."""

from __future__ import annotations

from collections.abc import Sequence

from ..traces import TracedPerson, evenly_spread

COUNT = 4


def shown_joints(
    person: TracedPerson, joints: Sequence[int] | None = None
) -> list[int]:
    """The given joints, or four spread evenly over all.

    For COCO these are nose, left shoulder, right wrist and right ankle.
    """
    if joints is None:
        return evenly_spread(COUNT, len(person.skeleton.names))
    return list(joints)


def layer_number(person: TracedPerson, layer: int) -> int:
    """The number of a decoder layer from 0; -1 is the last.

    Raises:
        ValueError: If the decoder has no such layer.
    """
    count = len(person.trace.keypoints)
    if not -count <= layer < count:
        raise ValueError(
            f'The decoder has {count} layers, and no layer {layer}. Choose from 0 to '
            f'{count - 1}, or -1 for the last.'
        )
    return layer % count
