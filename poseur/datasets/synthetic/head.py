"""Surfaces of neck, head, face, hair and hats."""

from __future__ import annotations

import numpy as np

from .appearance import Outfit
from .mesh import FRAME_INDEX, PART_INDEX, MeshBuilder
from .skeleton import Build
from .tubes import angles_from_front, sample_rows, upright_rings

# Height above the head joint, half width, half depth, forward shift.
_SKULL = np.array(
    [
        [0.226, 0.004, 0.005, -0.004],
        [0.221, 0.026, 0.034, -0.004],
        [0.208, 0.046, 0.061, -0.004],
        [0.185, 0.064, 0.083, -0.003],
        [0.155, 0.074, 0.094, -0.002],
        [0.120, 0.076, 0.096, 0.0],
        [0.090, 0.072, 0.090, 0.004],
        [0.060, 0.065, 0.078, 0.012],
        [0.035, 0.056, 0.064, 0.022],
        [0.012, 0.040, 0.044, 0.036],
        [-0.004, 0.022, 0.026, 0.046],
        [-0.008, 0.004, 0.006, 0.048],
    ]
)
# The same for the neck: two rings in the head's frame, three in the neck's.
_NECK = np.array(
    [
        [0.045, 0.046, 0.046, 0.0],
        [0.010, 0.048, 0.048, 0.0],
        [0.050, 0.049, 0.049, 0.0],
        [0.000, 0.056, 0.056, 0.0],
        [-0.030, 0.066, 0.066, -0.004],
    ]
)
# Landmarks in the head's frame (metres, left side; mirror x for the right).
EYE = np.array([0.031, 0.118, 0.092])
NOSE = np.array([0.0, 0.080, 0.113])
EAR = np.array([0.078, 0.105, -0.004])
HEAD_TOP = np.array([0.0, 0.226, -0.004])
_SEGMENTS = 20
_EYE_WHITE, _PUPIL = np.array([235.0, 238.0, 240.0]), np.array([35.0, 30.0, 30.0])
# Hairline: angle from the front against its height above the head joint.
_HAIRLINES = {
    'short': (
        (0, 35, 60, 78, 95, 125, 180),
        (0.178, 0.172, 0.140, 0.105, 0.118, 0.060, 0.045),
    ),
    'cropped': (
        (0, 35, 60, 80, 100, 130, 180),
        (0.188, 0.180, 0.160, 0.130, 0.130, 0.090, 0.075),
    ),
    'bob': (
        (0, 30, 50, 65, 90, 120, 180),
        (0.165, 0.160, 0.120, 0.040, 0.020, 0.010, 0.0),
    ),
}
_HAT_LINE = ((0, 180), (0.150, 0.120))


def head_scale(build: Build) -> float:
    """Size of the head relative to the average adult's."""
    return build.unit * build.head


def add_head(builder: MeshBuilder, build: Build, outfit: Outfit) -> None:
    """Neck, skull with beard, ears and face."""
    scale, head = head_scale(build), FRAME_INDEX['head']
    skin, girth = outfit.skin, 0.5 + 0.5 * build.girth
    neck = FRAME_INDEX['neck']
    rows = _NECK * (1, girth, girth, 1) * build.unit
    builder.add_tube(
        neck,
        *upright_rings(builder, [head, head, neck, neck, neck], rows),
        np.broadcast_to(skin * 0.93, (len(rows) - 1, 16, 3)),
    )
    height = np.concatenate([_SKULL[:4, 0], np.linspace(0.17, 0.02, 9), _SKULL[-3:, 0]])
    rows = np.column_stack([height, sample_rows(_SKULL, height)])
    colours = np.broadcast_to(skin, (len(rows) - 1, _SEGMENTS, 3)).copy()
    if outfit.beard:
        middle = 0.5 * (rows[1:, 0] + rows[:-1, 0])[:, None]
        angle = angles_from_front(_SEGMENTS)[None]
        beard = (middle < 0.055 + 0.0006 * angle) & (angle < 80)
        colours[beard] = 0.85 * outfit.hair + 0.15 * skin
    builder.add_tube(head, *upright_rings(builder, head, scale * rows), colours)
    _add_ears(builder, scale, skin)
    _add_face(builder, scale, outfit)


def _add_ears(builder: MeshBuilder, scale: float, skin: np.ndarray) -> None:
    head = FRAME_INDEX['head']
    rows = np.array(
        [
            [0.130, 0.004, 0.006, -0.008],
            [0.120, 0.010, 0.017, -0.008],
            [0.102, 0.010, 0.016, -0.004],
            [0.086, 0.007, 0.010, 0.0],
            [0.078, 0.002, 0.003, 0.0],
        ]
    )
    for sign in (1, -1):
        centres, u, v = upright_rings(builder, head, scale * rows)
        offset = builder.frames[head] @ (sign * 0.077 * scale, 0, 0)
        builder.add_tube(
            head, centres + offset, u, v, np.broadcast_to(skin * 0.92, (4, 6, 3))
        )


def _rectangle(
    centre: np.ndarray, half_width: float, half_height: float, bend: float = 0.0
) -> np.ndarray:
    """Corners of an upright patch; the outer edge is ``bend`` farther back."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], float)
    corners = corners * (half_width, half_height, 0)
    corners[:, 2] = -bend * corners[:, 0] / half_width
    return corners + centre


def _add_face(builder: MeshBuilder, scale: float, outfit: Outfit) -> None:
    """Eyes, brows, nose and mouth."""
    head, skin = FRAME_INDEX['head'], outfit.skin
    nose = np.array(
        [
            [0.118, 0.006, 0.006, 0.090],
            [0.095, 0.009, 0.012, 0.096],
            [0.080, 0.015, 0.015, 0.099],
            [0.073, 0.012, 0.008, 0.094],
            [0.070, 0.003, 0.003, 0.088],
        ]
    )
    builder.add_tube(
        head,
        *upright_rings(builder, head, scale * nose),
        np.broadcast_to(skin * 0.96, (4, 8, 3)),
    )
    features = []
    for sign in (1, -1):
        eye = EYE * (sign, 1, 1)
        bend = 0.006 * sign
        brow = eye + (0, 0.021, 0)
        features.append((brow, 0.017, 0.004, bend, 0.7 * outfit.hair))
        if outfit.glasses:
            features.append((eye, 0.025, 0.016, bend, _PUPIL))
        else:
            features.append((eye, 0.015, 0.008, bend, _EYE_WHITE))
            features.append((eye, 0.0075, 0.008, 0.5 * bend, _PUPIL))
    lips = skin * (0.55, 0.55, 0.85)
    features.append((np.array([0, 0.044, 0.089]), 0.022, 0.0055, 0.0, lips))
    for order, (centre, wide, tall, bend, colour) in enumerate(features):
        builder.add_patch(
            head,
            head,
            scale * _rectangle(centre, wide, tall, bend),
            colour,
            lift=0.03 + 0.001 * order,
        )


def add_hair(builder: MeshBuilder, build: Build, outfit: Outfit) -> None:
    """Hair in the outfit's style, and a hat."""
    scale = head_scale(build)
    style = outfit.hair_style
    if style != 'bald':
        known = _HAIRLINES.get(style, _HAIRLINES['bob' if style == 'long' else 'short'])
        thickness = 0.004 if style == 'cropped' else 0.012
        _add_shell(builder, scale, known, thickness, outfit.hair)
    if style in ('long', 'bun', 'ponytail'):
        _add_back_hair(builder, scale, style, outfit.hair)
    if outfit.hat is not None:
        _add_shell(builder, scale, _HAT_LINE, 0.020, outfit.hat_colour)
    if outfit.hat == 'cap':
        brim = np.array(
            [
                [-0.055, 0.150, 0.09],
                [0.055, 0.150, 0.09],
                [0.045, 0.140, 0.165],
                [-0.045, 0.140, 0.165],
            ]
        )
        for corners in (brim[::-1], brim - (0, 0.004, 0)):
            builder.add_patch(
                PART_INDEX['hair'],
                FRAME_INDEX['head'],
                scale * corners,
                0.8 * outfit.hat_colour,
            )


def _add_shell(
    builder: MeshBuilder,
    scale: float,
    line: tuple,
    thickness: float,
    colour: np.ndarray,
) -> None:
    """A layer over the skull above a hairline."""
    height = np.concatenate([_SKULL[:4, 0], np.linspace(0.176, 0.0, 12)])
    rows = np.column_stack([height, sample_rows(_SKULL, height)])
    rows[:, 0] += thickness * np.clip((rows[:, 0] - 0.10) / 0.1, 0, 1)
    rows[:, 1:3] += thickness
    rows[0, 1:3] = 0.004
    middle = 0.5 * (rows[1:, 0] + rows[:-1, 0])
    angle = angles_from_front(_SEGMENTS)
    keep = middle[:, None] > np.interp(angle, *line)[None]
    centres, u, v = upright_rings(builder, FRAME_INDEX['head'], scale * rows)
    shade = 1 + 0.08 * np.sin(np.arange(_SEGMENTS) * 2.1)
    colours = colour * np.broadcast_to(
        shade[None, :, None], (len(middle), _SEGMENTS, 3)
    )
    builder.add_tube(PART_INDEX['hair'], centres, u, v, colours, lift=0.012, keep=keep)


def _add_back_hair(
    builder: MeshBuilder, scale: float, style: str, colour: np.ndarray
) -> None:
    """Long hair, a bun or a ponytail behind the head."""
    rows = {
        'long': [
            [0.15, 0.070, 0.05, -0.045],
            [0.09, 0.083, 0.055, -0.05],
            [0.03, 0.086, 0.045, -0.06],
            [-0.05, 0.085, 0.035, -0.07],
            [-0.13, 0.078, 0.028, -0.075],
            [-0.16, 0.04, 0.01, -0.075],
        ],
        'bun': [
            [0.225, 0.006, 0.006, -0.075],
            [0.215, 0.030, 0.030, -0.078],
            [0.19, 0.042, 0.040, -0.085],
            [0.16, 0.032, 0.030, -0.085],
            [0.15, 0.01, 0.01, -0.085],
        ],
        'ponytail': [
            [0.17, 0.012, 0.012, -0.095],
            [0.15, 0.026, 0.026, -0.115],
            [0.08, 0.030, 0.028, -0.13],
            [-0.02, 0.024, 0.022, -0.125],
            [-0.09, 0.006, 0.006, -0.115],
        ],
    }[style]
    rings = upright_rings(builder, FRAME_INDEX['head'], scale * np.array(rows))
    builder.add_tube(
        PART_INDEX['hair'],
        *rings,
        np.broadcast_to(0.92 * colour, (len(rows) - 1, 16, 3)),
    )
