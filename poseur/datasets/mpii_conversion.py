"""Annotations in MPII's format: conversion of Leeds Sports Pose, head boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NUM_LSP_JOINTS = 14
NUM_MPII_JOINTS = 16
#: MPII's index of each joint of LSP (ankle, knee, hip, hip, knee, ankle, wrist, elbow,
#: shoulder, shoulder, elbow, wrist, neck, head top; right before left). MPII also has
#: the pelvis at 6 and the thorax at 7.
MPII_INDEX = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 8, 9)
UPPER_NECK, HEAD_TOP = 8, 9
#: Pixels per unit of scale that readers of MPII move boxes down.
DOWNWARD_SHIFT = 15
#: MPII's head size as a share of the diagonal of the head box.
HEAD_SIZE = 0.6


def lsp_to_mpii(joints: np.ndarray) -> dict[int, dict]:
    """Convert Leeds Sports Pose (extended) to MPII's format.

    Center and scale are chosen so that the box, after readers of MPII have moved it
    down, is the smallest square around the labeled joints with the same center.

    Args:
        joints: ``joints`` of ``joints.mat``, ``[14, 3, N]``: x, y and whether the joint
            is labeled, for people 1 to N.

    Returns:
        Entries of an annotation file by the number of the person, which is also the
        name of the image. Joints without a label are at (-1, -1). People whose labeled
        joints all lie at one place are left out.

    Raises:
        ValueError: If the array has another shape or values that are not finite.
    """
    if joints.ndim != 3 or joints.shape[:2] != (NUM_LSP_JOINTS, 3):
        raise ValueError(
            f'joints has the shape {joints.shape}; the extended set has (14, 3, N), '
            'and the original one (3, 14, N) cannot be read'
        )
    if not np.isfinite(joints).all():
        raise ValueError('joints has numbers that are not finite')
    instances = enumerate(joints.transpose(2, 0, 1), start=1)
    entries = {number: _mpii_entry(number, each) for number, each in instances}
    return {number: entry for number, entry in entries.items() if entry['scale'] > 0}


def head_boxes_from_joints(annotations: Sequence[dict]) -> np.ndarray:
    """Return head boxes whose head size is the distance from neck to top of the head.

    MPII has hand-drawn head boxes. For annotations without them, the box is a square
    centered between the two joints; its diagonal is their distance / 0.6.

    Args:
        annotations: Entries of an annotation file in mmpose's MPII format.

    Returns:
        Corners ``[2 corners, 2 coordinates, N]``, in the pixel convention of the joints
        and the layout of ``headboxes_src`` in ``mpii_gt_val.mat``. People missing
        either joint get an empty box at 0, which :class:`poseur.evaluation.MpiiPCKh`
        leaves out.
    """
    joints = np.array([entry['joints'] for entry in annotations], dtype=float)
    labeled = np.array([entry['joints_vis'] for entry in annotations]) > 0
    neck, top = joints[:, UPPER_NECK], joints[:, HEAD_TOP]
    both = labeled[:, UPPER_NECK] & labeled[:, HEAD_TOP]
    diagonal = np.linalg.norm(top - neck, axis=-1) / HEAD_SIZE
    half_side = (diagonal / 8**0.5)[:, None]
    middle = (neck + top) / 2
    corners = np.stack([middle - half_side, middle + half_side])
    return np.where(both[:, None], corners, 0).transpose(0, 2, 1)


def _mpii_entry(number: int, joints: np.ndarray) -> dict:
    """Return the entry of one person ``[14, 3]``; without an extent its scale is 0."""
    labeled = joints[:, 2] > 0
    places = joints[labeled, :2] if labeled.any() else np.zeros((1, 2))
    low, high = places.min(0), places.max(0)
    scale = (high - low).max() / 200
    center = (low + high) / 2 - (0, DOWNWARD_SHIFT * scale)
    coords = np.full((NUM_MPII_JOINTS, 2), -1.0)
    visible = np.zeros(NUM_MPII_JOINTS, dtype=int)
    indices = np.array(MPII_INDEX)[labeled]
    coords[indices], visible[indices] = joints[labeled, :2], 1
    return dict(
        image=f'{number:09d}.jpg',
        center=center.round(1).tolist(),
        scale=float(scale),
        joints=coords.tolist(),
        joints_vis=visible.tolist(),
    )
