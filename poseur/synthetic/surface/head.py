"""Surfaces of neck, head, face, hair and hat."""

from __future__ import annotations

import numpy as np

from ..person import Person
from ..skeleton import EYE
from .mesh import (
    FRAME_INDEX,
    PART_INDEX,
    MeshBuilder,
    angles_from_front,
    one_color,
    sample_rows,
    upright_rings,
)

# Height above the head's joint, half width, half depth, forward shift.
_SKULL = np.array(
    [
        [0.226, 0.004, 0.005, -0.004],
        [0.221, 0.026, 0.034, -0.004],
        [0.208, 0.046, 0.061, -0.004],
        [0.185, 0.064, 0.083, -0.003],
        [0.155, 0.074, 0.094, -0.002],
        [0.120, 0.076, 0.096, 0.000],
        [0.090, 0.072, 0.090, 0.004],
        [0.060, 0.065, 0.078, 0.012],
        [0.035, 0.056, 0.064, 0.022],
        [0.012, 0.040, 0.044, 0.036],
        [-0.004, 0.022, 0.026, 0.046],
        [-0.008, 0.004, 0.006, 0.048],
    ]
)
_SKULL_SEGMENTS = 20
# The same for the neck; two rings are in the head's frame, three in the neck's.
_NECK = np.array(
    [
        [0.045, 0.046, 0.046, 0.000],
        [0.010, 0.048, 0.048, 0.000],
        [0.050, 0.049, 0.049, 0.000],
        [0.000, 0.056, 0.056, 0.000],
        [-0.030, 0.066, 0.066, -0.004],
    ]
)
# The same for nose and ear.
_NOSE = np.array(
    [
        [0.118, 0.006, 0.006, 0.090],
        [0.095, 0.009, 0.012, 0.096],
        [0.080, 0.015, 0.015, 0.099],
        [0.073, 0.012, 0.008, 0.094],
        [0.070, 0.003, 0.003, 0.088],
    ]
)
_EAR = np.array(
    [
        [0.130, 0.004, 0.006, -0.008],
        [0.121, 0.013, 0.018, -0.008],
        [0.102, 0.012, 0.016, -0.004],
        [0.086, 0.007, 0.010, 0.000],
        [0.078, 0.002, 0.003, 0.000],
    ]
)
_EAR_OUT, _MOUTH = 0.080, np.array([0.0, 0.044, 0.089])
_WHITE, _DARK = np.array([235.0, 238.0, 240.0]), np.array([35.0, 30.0, 30.0])

# Hairlines: degrees from the front, and height above the head's joint.
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


def add_head(builder: MeshBuilder, person: Person) -> None:
    """Add neck, skull with beard, ears and face."""
    head, neck = FRAME_INDEX['head'], FRAME_INDEX['neck']
    scale, skin = person.head_scale, person.outfit.skin
    girth = 0.5 + 0.5 * person.build.girth
    rows = person.build.unit * _NECK * (1, girth, girth, 1)
    builder.add_tube(
        neck,
        *upright_rings(builder, np.array([head, head, neck, neck, neck]), rows),
        one_color(0.93 * skin, len(rows) - 1, 16),
    )
    _add_skull(builder, person)
    for sign in (1, -1):
        centers, u, v = upright_rings(builder, head, scale * _EAR)
        out = builder.frames[head] @ (sign * _EAR_OUT * scale, 0, 0)
        colors = one_color(0.92 * skin, len(_EAR) - 1, 6)
        builder.add_tube(head, centers + out, u, v, colors)
    nose = upright_rings(builder, head, scale * _NOSE)
    builder.add_tube(head, *nose, one_color(0.96 * skin, len(_NOSE) - 1, 8))
    _add_features(builder, person)


def _add_skull(builder: MeshBuilder, person: Person) -> None:
    """Add skull and jaw, with the beard if there is one."""
    head, outfit = FRAME_INDEX['head'], person.outfit
    height = np.concatenate([_SKULL[:4, 0], np.linspace(0.17, 0.02, 9), _SKULL[-3:, 0]])
    rows = np.column_stack([height, sample_rows(_SKULL, height)])
    colors = one_color(outfit.skin, len(rows) - 1, _SKULL_SEGMENTS).copy()
    if outfit.beard:
        middle = 0.5 * (height[1:] + height[:-1])[:, None]
        angle = angles_from_front(_SKULL_SEGMENTS)[None]
        beard = (middle < 0.055 + 0.0006 * angle) & (angle < 80)
        colors[beard] = 0.85 * outfit.hair + 0.15 * outfit.skin
    rings = upright_rings(builder, head, person.head_scale * rows)
    builder.add_tube(head, *rings, colors)


def _patch(
    center: np.ndarray, half_width: float, half_height: float, bend: float
) -> np.ndarray:
    """Return the corners of an upright patch; its left edge lies ``bend`` behind."""
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], float)
    return (
        center
        + corners * (half_width, half_height, 0)
        - (corners[:, :1] * (0, 0, bend))
    )


def _add_features(builder: MeshBuilder, person: Person) -> None:
    """Add brows, eyes or dark glasses, and the mouth."""
    head, outfit = FRAME_INDEX['head'], person.outfit
    lips = outfit.skin * (0.55, 0.55, 0.85)
    features = [(_patch(_MOUTH, 0.022, 0.0055, 0.0), lips)]
    for sign in (1, -1):
        eye, bend = EYE * (sign, 1, 1), 0.006 * sign
        brow = _patch(eye + (0, 0.021, 0), 0.017, 0.004, bend)
        features.append((brow, 0.7 * outfit.hair))
        if outfit.glasses:
            features.append((_patch(eye, 0.025, 0.016, bend), _DARK))
        else:
            features.append((_patch(eye, 0.015, 0.008, bend), _WHITE))
            features.append((_patch(eye, 0.0075, 0.008, 0.5 * bend), _DARK))
    for order, (corners, color) in enumerate(features):
        scaled = person.head_scale * corners
        builder.add_patch(head, head, scaled, color, lift=0.03 + 0.001 * order)


def add_hair(builder: MeshBuilder, person: Person) -> None:
    """Add the hair in the style of the outfit, and the hat."""
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
    """Add a layer over the skull above a hairline."""
    height = np.concatenate([_SKULL[:4, 0], np.linspace(0.176, 0.0, 12)])
    rows = np.column_stack([height, sample_rows(_SKULL, height)])
    rows[:, 0] += thickness * np.clip((height - 0.10) / 0.1, 0, 1)
    rows[1:, 1:3] += thickness
    middle = 0.5 * (rows[1:, 0] + rows[:-1, 0])
    edge = np.interp(angles_from_front(_SKULL_SEGMENTS), *line)
    strands = 1 + 0.08 * np.sin(2.1 * np.arange(_SKULL_SEGMENTS))
    builder.add_tube(
        PART_INDEX['hair'],
        *upright_rings(builder, FRAME_INDEX['head'], scale * rows),
        one_color(color, len(middle), _SKULL_SEGMENTS) * strands[None, :, None],
        lift=0.012,
        keep=middle[:, None] > edge[None],
    )
