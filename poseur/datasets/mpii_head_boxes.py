"""Head boxes for people in MPII's format who have none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

UPPER_NECK, HEAD_TOP = 8, 9
#: MPII's head size is this share of the diagonal of the head box.
HEAD_SIZE = 0.6


def head_boxes_from_joints(people: Sequence[dict]) -> np.ndarray:
    """Squares whose head size is the distance from neck to top of the head.

    MPII comes with boxes drawn by hand. Where there are none, the head is measured by
    its two joints: the box is a square around the middle between them, with 1 / 0.6 of
    their distance as its diagonal.

    Args:
        people: Entries of an annotation file in mmpose's MPII format.

    Returns:
        Corners ``[2 corners, 2 coordinates, N]`` in pixels counted as the joints are,
        as ``headboxes_src`` of ``mpii_gt_val.mat``. Who lacks one of the joints gets
        an empty box at 0, which :class:`poseur.evaluation.MpiiPCKh` leaves out.
    """
    joints = np.array([person['joints'] for person in people], dtype=float)
    labeled = np.array([person['joints_vis'] for person in people]) > 0
    neck, top = joints[:, UPPER_NECK], joints[:, HEAD_TOP]
    both = labeled[:, UPPER_NECK] & labeled[:, HEAD_TOP]
    diagonal = np.linalg.norm(top - neck, axis=-1) / HEAD_SIZE
    half_side = (diagonal / 8**0.5)[:, None]
    middle = (neck + top) / 2
    corners = np.stack([middle - half_side, middle + half_side])
    return np.where(both[:, None], corners, 0).transpose(0, 2, 1)
