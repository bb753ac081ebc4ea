"""Which keypoints can be seen, read from what was painted last."""

from __future__ import annotations

import numpy as np

from .camera import Camera
from .person import Person
from .renderer import SUPERSAMPLING, Canvas
from .skeleton import SIDES
from .surface import PART_INDEX

OUTSIDE, OCCLUDED, VISIBLE = 0, 1, 2


def _adjacent_parts() -> dict[str, tuple[frozenset[int], float]]:
    """Per keypoint: parts that show it, and the depth of flesh above it."""
    table = {'nose': (('head',), 0.03)}
    for side, word in zip(SIDES, ('left', 'right'), strict=True):
        limb = {
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


ADJACENT = _adjacent_parts()


def keypoint_visibility(
    canvas: Canvas, person: Person, owner: int, camera: Camera, names: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Positions and COCO flags of a painted person's keypoints.

    A keypoint is visible if the surface on top of its pixel belongs to the
    person, is a part next to the joint, and lies no more than the thickness of
    the flesh in front of it. The last condition makes the far shoulder or hip
    of a person seen from the side occluded.

    Args:
        canvas: The finished painting.
        person: The person.
        owner: Its number in the painting.
        camera: Its camera.
        names: Keypoints with an entry in ``ADJACENT``.

    Returns:
        tuple: Pixel coordinates (K, 2), and flags (K,): 0 outside the
        picture, 1 occluded, 2 visible.
    """
    landmarks = person.landmarks()
    pixels, nearness = camera.project(np.stack([landmarks[n] for n in names]))
    flags = np.full(len(names), OUTSIDE)
    unit = person.build.unit
    owners, parts, surface = (canvas.lookup(n) for n in ('owners', 'parts', 'nearness'))
    for k, name in enumerate(names):
        if not inside(pixels[k], canvas.size):
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


def inside(pixel: np.ndarray, size: tuple[int, int]) -> bool:
    """Whether a point lies between the outermost pixel centers."""
    return bool((pixel >= 0).all() and (pixel <= np.array(size) - 1).all())
