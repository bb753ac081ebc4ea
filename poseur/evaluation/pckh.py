"""PCKh of MPII's joint groups, computed from distances in head sizes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

GROUPS = {
    'Head': ('head_top',),
    'Shoulder': ('left_shoulder', 'right_shoulder'),
    'Elbow': ('left_elbow', 'right_elbow'),
    'Wrist': ('left_wrist', 'right_wrist'),
    'Hip': ('left_hip', 'right_hip'),
    'Knee': ('left_knee', 'right_knee'),
    'Ankle': ('left_ankle', 'right_ankle'),
}
NOT_IN_MEAN = ('pelvis', 'thorax')


def head_distances(
    predicted: np.ndarray,
    labels: np.ndarray,
    labeled: np.ndarray,
    head_size: np.ndarray,
) -> np.ndarray:
    """Return distances between predictions and labels in head sizes.

    Args:
        predicted: Pixels ``[N, K, 2]``.
        labels: Pixels ``[N, K, 2]``.
        labeled: Whether a joint has a label, bool ``[N, K]``.
        head_size: Pixels ``[N]``; 0 or NaN for people without a head box.

    Returns:
        ``[N, K]``, NaN without a label or a head box.
    """
    error = np.linalg.norm(predicted - labels, axis=-1)
    head = head_size[:, None]
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.where(labeled & (head > 0), error / head, np.nan)


def count_joints(
    distances: np.ndarray, joints: Mapping[str, int], share: float
) -> tuple[np.ndarray, np.ndarray]:
    """Count the joints of each person that are found, and those that are scored.

    Args:
        distances: In head sizes ``[N, K]``, NaN for joints that are not scored.
        joints: Index of every joint by name. Pelvis and thorax are not counted.
        share: Largest distance at which a joint is found, as a share of the head size.

    Returns:
        Found and scored joints, int ``[N]`` each.
    """
    in_mean = [index for name, index in joints.items() if name not in NOT_IN_MEAN]
    counted = distances[:, in_mean]
    return (counted <= share).sum(1), (~np.isnan(counted)).sum(1)  # NaN is not found


def require_joints(joints: Mapping[str, int]) -> None:
    """Refuse joints by name without those of :data:`GROUPS`.

    Raises:
        ValueError: If some are missing.
    """
    absent = {name for names in GROUPS.values() for name in names} - set(joints)
    if absent:
        raise ValueError(
            'PCKh needs the joints of MPII, but the metainfo of the dataset has no '
            f'{", ".join(sorted(absent))}. Use another metric, or a dataset of MPII.'
        )


def pckh_scores(
    distances: np.ndarray, joints: Mapping[str, int], share: float
) -> dict[str, float]:
    """Return the percentage of joints found in each group and overall.

    Args:
        distances: In head sizes ``[N, K]``, NaN for joints that are not scored.
        joints: Index of every joint by name.
        share: Largest distance at which a joint is found, as a share of the head size.

    Returns:
        Groups in the order of :data:`GROUPS`, each the mean over its joints, then
        ``Mean`` over all scored joints except pelvis and thorax. A group without
        scored joints is NaN.

    Raises:
        ValueError: If the joints are not MPII's or none can be scored.
    """
    require_joints(joints)
    num_found, num_scored = count_joints(distances, joints, share)
    if not num_scored.any():
        raise ValueError(
            'No person has both a head box and a labeled joint: nothing can be '
            'scored. Correct the annotations or headbox_file of the test dataset.'
        )
    with np.errstate(invalid='ignore'):
        per_joint = 100 * (distances <= share).sum(0) / (~np.isnan(distances)).sum(0)
    scores = {}
    for group, names in GROUPS.items():
        values = per_joint[[joints[name] for name in names]]
        values = values[~np.isnan(values)]
        scores[group] = float(values.mean()) if len(values) else np.nan
    return {**scores, 'Mean': float(100 * num_found.sum() / num_scored.sum())}
