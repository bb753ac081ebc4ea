"""Leeds Sports Pose (extended) in MPII's format."""

from __future__ import annotations

import numpy as np

NUM_JOINTS = 14
#: Where each of the set's joints (ankle, knee, hip, hip, knee, ankle, wrist, elbow,
#: shoulder, shoulder, elbow, wrist, neck, head top; right ones first) is in MPII's
#: order, which has pelvis and thorax at 6 and 7 as well.
MPII_INDEX = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 8, 9)
NUM_MPII_JOINTS = 16
#: Readers of MPII move boxes down by this share of the scale, in pixels.
DOWNWARD_SHIFT = 15


def lsp_to_mpii(joints: np.ndarray) -> dict[int, dict]:
    """Turn the joints of the extended set into people of MPII's format.

    The center and the scale are such that the box, once moved down as MPII's are, is
    the square around the middle of the labeled joints, as large as they are.

    Args:
        joints: ``joints`` of ``joints.mat``, ``[14, 3, N]``: x, y and whether the joint
            is labeled, for people 1 to N.

    Returns:
        By the number of each person with joints at two places or more an entry of an
        annotation file, whose image is named by the number. Joints without a label are
        at (-1, -1).

    Raises:
        ValueError: If the array has another shape or numbers that are not finite.
    """
    if joints.ndim != 3 or joints.shape[:2] != (NUM_JOINTS, 3):
        raise ValueError(
            f'joints has the shape {joints.shape}; the extended set has (14, 3, N), '
            'and the original one (3, 14, N) cannot be read'
        )
    if not np.isfinite(joints).all():
        raise ValueError('joints has numbers that are not finite')
    people = enumerate(joints.transpose(2, 0, 1), start=1)
    entries = {number: _person(number, person) for number, person in people}
    return {number: entry for number, entry in entries.items() if entry['scale'] > 0}


def _person(number: int, joints: np.ndarray) -> dict:
    """The entry of one person ``[14, 3]``; its scale is 0 without an extent."""
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
