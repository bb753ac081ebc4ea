"""PCKh of MPII's groups of joints, from distances in head sizes."""

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
    """Distances from labels in head sizes.

    Args:
        predicted: Pixels ``[N, K, 2]``.
        labels: Pixels ``[N, K, 2]``.
        labeled: Which joints have a label, bool ``[N, K]``.
        head_size: Pixels ``[N]``; 0 or NaN for people without a head box.

    Returns:
        ``[N, K]``, NaN where there is nothing to measure.
    """
    error = np.linalg.norm(predicted - labels, axis=-1)
    head = head_size[:, None]
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.where(labeled & (head > 0), error / head, np.nan)


def pckh_scores(
    distances: np.ndarray, joints: Mapping[str, int], share: float
) -> dict[str, float]:
    """Percent of the joints found in each group and in all.

    Args:
        distances: In head sizes ``[N, K]``, NaN for joints that do not count.
        joints: Index of every joint by name.
        share: A joint is found up to this share of the head size.

    Returns:
        Groups in the order of :data:`GROUPS`, each the mean over its joints, then
        ``Mean`` over all counted joints but pelvis and thorax. NaN for want of joints.

    Raises:
        ValueError: If the joints are not MPII's or none counts.
    """
    absent = {name for names in GROUPS.values() for name in names} - set(joints)
    if absent:
        raise ValueError(
            f'PCKh needs the joints of MPII, but the metainfo of the dataset has no '
            f'{", ".join(sorted(absent))}. Use another metric, or a dataset of MPII.'
        )
    in_mean = [index for name, index in joints.items() if name not in NOT_IN_MEAN]
    counted = ~np.isnan(distances)
    if not counted[:, in_mean].any():
        raise ValueError(
            'No person has both a head box and a labeled joint: nothing can be '
            'scored. Correct the annotations or headbox_file of the test dataset.'
        )
    found = distances <= share  # False for NaN
    with np.errstate(invalid='ignore'):
        per_joint = 100 * found.sum(0) / counted.sum(0)
    scores = {}
    for group, names in GROUPS.items():
        values = per_joint[[joints[name] for name in names]]
        values = values[~np.isnan(values)]
        scores[group] = float(values.mean()) if len(values) else np.nan
    mean = 100 * found[:, in_mean].sum() / counted[:, in_mean].sum()
    return {**scores, 'Mean': float(mean)}
