"""Surfaces of hair and hats."""

from __future__ import annotations

import numpy as np

from ..person import Person
from .head import SKULL, SKULL_SEGMENTS
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .tubes import angles_from_front, one_color, sample_rows, upright_rings

# Degrees from the front, and the height of the hairline above the head's joint.
_SHORT = (
    (0, 35, 60, 78, 95, 125, 180),
    (0.178, 0.172, 0.150, 0.118, 0.134, 0.075, 0.050),
)
_CROPPED = (
    (0, 35, 60, 80, 100, 130, 180),
    (0.188, 0.180, 0.160, 0.130, 0.130, 0.090, 0.075),
)
_BOB = (
    (0, 30, 50, 65, 90, 120, 180),
    (0.165, 0.160, 0.120, 0.040, 0.020, 0.010, 0.0),
)
_HAT = ((0, 180), (0.150, 0.120))
# Style -> hairline and thickness.
_SHELLS = {
    'cropped': (_CROPPED, 0.004),
    'short': (_SHORT, 0.012),
    'bun': (_SHORT, 0.012),
    'ponytail': (_SHORT, 0.012),
    'bob': (_BOB, 0.012),
    'long': (_BOB, 0.012),
}
# Style -> hair behind the head: height, half width, half depth, forward shift.
_BEHIND = {
    'long': np.array(
        [
            [0.15, 0.070, 0.050, -0.045],
            [0.09, 0.083, 0.055, -0.050],
            [0.03, 0.086, 0.045, -0.060],
            [-0.05, 0.085, 0.035, -0.070],
            [-0.13, 0.078, 0.028, -0.075],
            [-0.16, 0.040, 0.010, -0.075],
        ]
    ),
    'bun': np.array(
        [
            [0.225, 0.006, 0.006, -0.075],
            [0.215, 0.030, 0.030, -0.078],
            [0.190, 0.042, 0.040, -0.085],
            [0.160, 0.032, 0.030, -0.085],
            [0.150, 0.010, 0.010, -0.085],
        ]
    ),
    'ponytail': np.array(
        [
            [0.17, 0.012, 0.012, -0.095],
            [0.15, 0.026, 0.026, -0.115],
            [0.08, 0.030, 0.028, -0.130],
            [-0.02, 0.024, 0.022, -0.125],
            [-0.09, 0.006, 0.006, -0.115],
        ]
    ),
}
_BRIM = np.array(
    [
        [-0.055, 0.150, 0.090],
        [0.055, 0.150, 0.090],
        [0.045, 0.140, 0.165],
        [-0.045, 0.140, 0.165],
    ]
)


def add_hair(builder: MeshBuilder, person: Person) -> None:
    """Hair in the outfit's style, and a hat."""
    outfit, scale = person.outfit, person.head_scale
    head, hair = FRAME_INDEX['head'], PART_INDEX['hair']
    if outfit.hair_style in _SHELLS:
        _add_shell(builder, scale, *_SHELLS[outfit.hair_style], outfit.hair)
    if outfit.hair_style in _BEHIND:
        rows = _BEHIND[outfit.hair_style]
        rings = upright_rings(builder, head, scale * rows)
        colors = one_color(0.92 * outfit.hair, len(rows) - 1, 14)
        builder.add_tube(hair, *rings, colors)
    if outfit.hat != 'none':
        _add_shell(builder, scale, _HAT, 0.020, outfit.hat_color)
    if outfit.hat == 'cap':
        for corners in (_BRIM[::-1], _BRIM - (0, 0.004, 0)):
            builder.add_patch(hair, head, scale * corners, 0.8 * outfit.hat_color)


def _add_shell(
    builder: MeshBuilder,
    scale: float,
    line: tuple[tuple[float, ...], tuple[float, ...]],
    thickness: float,
    color: np.ndarray,
) -> None:
    """A layer over the skull above a hairline."""
    height = np.concatenate([SKULL[:4, 0], np.linspace(0.176, 0.0, 12)])
    rows = np.column_stack([height, sample_rows(SKULL, height)])
    rows[:, 0] += thickness * np.clip((height - 0.10) / 0.1, 0, 1)
    rows[1:, 1:3] += thickness
    middle = 0.5 * (rows[1:, 0] + rows[:-1, 0])
    edge = np.interp(angles_from_front(SKULL_SEGMENTS), *line)
    strands = 1 + 0.08 * np.sin(2.1 * np.arange(SKULL_SEGMENTS))
    builder.add_tube(
        PART_INDEX['hair'],
        *upright_rings(builder, FRAME_INDEX['head'], scale * rows),
        one_color(color, len(middle), SKULL_SEGMENTS) * strands[None, :, None],
        lift=0.012,
        keep=middle[:, None] > edge[None],
    )
