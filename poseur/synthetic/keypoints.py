"""Keypoints of COCO and MPII: names, positions in the image and visibility."""

from __future__ import annotations

import numpy as np

from .person import Person
from .renderer import SUPERSAMPLING, Camera, Canvas
from .skeleton import SIDES
from .surface import PART_INDEX

_PAIRED = ('eye', 'ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle')
COCO_NAMES = ('nose',) + tuple(
    f'{side}_{name}' for name in _PAIRED for side in ('left', 'right')
)
MPII_NAMES = (
    'right_ankle',
    'right_knee',
    'right_hip',
    'left_hip',
    'left_knee',
    'left_ankle',
    'pelvis',
    'thorax',
    'upper_neck',
    'head_top',
    'right_wrist',
    'right_elbow',
    'right_shoulder',
    'left_shoulder',
    'left_elbow',
    'left_wrist',
)
# COCO's flags.
OUTSIDE, OCCLUDED, VISIBLE = 0, 1, 2


def _adjacent_parts() -> dict[str, tuple[frozenset[int], float]]:
    """Return the parts that show each keypoint, and the depth of flesh above it."""
    table: dict[str, tuple[tuple[str, ...], float]] = {'nose': (('head',), 0.03)}
    for side, word in zip(SIDES, ('left', 'right'), strict=True):
        limb: dict[str, tuple[tuple[str, ...], tuple[str, ...], float]] = {
            'shoulder': (('upper_arm', 'clavicle'), ('chest',), 0.15),
            'elbow': (('upper_arm', 'forearm'), (), 0.12),
            'wrist': (('forearm', 'hand'), (), 0.10),
            'hip': (('thigh',), ('pelvis', 'spine', 'skirt'), 0.19),
            'knee': (('thigh', 'shank'), ('skirt',), 0.16),
            'ankle': (('shank', 'foot'), (), 0.12),
        }
        for name, (own, shared, depth) in limb.items():
            parts = tuple(f'{side}_{p}' for p in own) + shared
            table[f'{word}_{name}'] = parts, depth
        table[f'{word}_eye'] = ('head',), 0.03
        table[f'{word}_ear'] = ('head',), 0.035
    return {
        name: (frozenset(PART_INDEX[p] for p in parts), depth)
        for name, (parts, depth) in table.items()
    }


# Keypoint -> indices of the parts that show it, and the depth of flesh above it in
# meters of the average adult.
ADJACENT = _adjacent_parts()


def locate_keypoints(
    canvas: Canvas, person: Person, owner: int, camera: Camera, names: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Compute positions and COCO flags of a painted person's keypoints.

    A keypoint is visible if the topmost surface at its pixel belongs to the person,
    is a part next to the joint, and lies in front of the joint by no more than the
    thickness of the flesh. The last condition makes the far shoulder or hip of a
    person seen from the side occluded.

    Args:
        canvas: The finished painting.
        person: The person.
        owner: Number of the person in the painting.
        camera: Camera of the person.
        names: Keypoints with an entry in ``ADJACENT``.

    Returns:
        Pixel coordinates (K, 2), and flags (K,): 0 outside the image, 1 occluded,
        2 visible.
    """
    landmarks = person.landmarks()
    pixels, nearness = camera.project(np.stack([landmarks[n] for n in names]))
    flags = np.full(len(names), OUTSIDE)
    unit = person.build.unit
    owners, parts, surface = (canvas.lookup(n) for n in ('owners', 'parts', 'nearness'))
    for k, name in enumerate(names):
        if not is_inside(pixels[k], canvas.size):
            continue
        column, row = np.floor((pixels[k] + 0.5) * SUPERSAMPLING).astype(int)
        top = canvas.index[row, column]
        adjacent, depth = ADJACENT[name]
        seen = (
            owners[top] == owner
            and int(parts[top]) in adjacent
            and surface[top] - nearness[k] < depth * unit
        )
        flags[k] = VISIBLE if seen else OCCLUDED
    return pixels, flags


def is_inside(pixel: np.ndarray, size: tuple[int, int]) -> bool:
    """Check that a point lies between the outermost pixel centers."""
    return bool((pixel >= 0).all() and (pixel <= np.array(size) - 1).all())
