from __future__ import annotations

import numpy as np
import pytest
from mmpose.evaluation.functional.nms import oks_iou

from poseur.tracking import OKSTracker, oks_matrix

SIGMAS = np.array([0.026, 0.079, 0.107, 0.087, 0.089])
POSE = np.array([[50, 0], [20, 40], [80, 50], [30, 120], [70, 125.0]])


def people(*offsets: tuple[float, float]) -> np.ndarray:
    return np.stack([POSE + offset for offset in offsets])


def test_similarity_is_that_of_coco() -> None:
    first, second = people((0, 0), (40, 5)), people((3, 2), (38, 9), (400, 0))
    ours = oks_matrix(first, second, SIGMAS)
    area = np.ptp(POSE[:, 0]) * np.ptp(POSE[:, 1])
    scored = np.concatenate([second, np.ones((3, 5, 1))], -1).reshape(3, -1)
    for pose, row in zip(first, ours, strict=True):
        flat = np.concatenate([pose, np.ones((5, 1))], -1).ravel()
        theirs = oks_iou(flat, scored, area, np.full(3, area), SIGMAS)
        np.testing.assert_allclose(row, theirs, atol=1e-6)
    assert ours[0, 0] > 0.9 and ours[0, 2] < 1e-3


def test_ids_follow_people_who_cross_and_change_places_in_the_list() -> None:
    tracker = OKSTracker(SIGMAS)
    for step in range(40):
        left, right = (4.0 * step, 0.0), (160 - 4.0 * step, 60.0)
        order = [left, right] if step % 2 else [right, left]
        ids = tracker.update(people(*order)).tolist()
        if step == 0:
            number = dict(right=ids[0], left=ids[1])
        expected = ['left', 'right'] if step % 2 else ['right', 'left']
        assert ids == [number[name] for name in expected]


def test_people_keep_their_id_through_a_gap_and_lose_it_after() -> None:
    tracker = OKSTracker(SIGMAS, max_gap=3)
    empty = np.zeros((0, 5, 2))
    assert tracker.update(people((0, 0), (500, 0))).tolist() == [1, 2]
    for _ in range(3):
        assert tracker.update(empty).shape == (0,)
    assert tracker.update(people((503, 0))).tolist() == [2]
    assert tracker.update(people((0, 0))).tolist() == [3]  # 1 was away too long


def test_the_best_assignment_of_all_and_not_the_nearest_first() -> None:
    """Both people are nearest to the first track; only one assignment fits both."""
    tracker = OKSTracker(SIGMAS, min_oks=0.05)
    tracker.update(people((0, 0), (26, 0)))
    moved = people((8, 0), (-14, 0))
    similarity = oks_matrix(moved, people((0, 0), (26, 0)), SIGMAS)
    assert similarity.argmax(axis=1).tolist() == [0, 0]
    assert tracker.update(moved).tolist() == [2, 1]


def test_someone_who_keeps_moving_is_expected_further_on() -> None:
    """The person accelerates; the last steps are too long to match a standing one."""
    tracker = OKSTracker(SIGMAS)
    positions = np.cumsum([0, *range(4, 60, 4)])
    assert oks_matrix(people((0, 0)), people((56, 0)), SIGMAS).item() < 0.2
    for position in positions:
        assert tracker.update(people((position, 0))).tolist() == [1]
    for _ in range(2):  # hidden for two frames
        assert tracker.update(np.zeros((0, 5, 2))).size == 0
    later = positions[-1] + 3 * 56
    assert tracker.update(people((later, 0))).tolist() == [1]


def test_velocities_are_per_frame() -> None:
    tracker = OKSTracker(SIGMAS)
    tracker.update(people((0, 0)))
    for _ in range(3):
        tracker.update(np.zeros((0, 5, 2)))
    assert tracker.update(people((16, 0))).tolist() == [1]
    np.testing.assert_allclose(tracker.tracks[0].velocity, (2, 0))  # half of 16 / 4
    np.testing.assert_allclose(tracker.tracks[0].predict(7), POSE + (20, 0))


def test_hidden_people_do_not_run_on() -> None:
    tracker = OKSTracker(SIGMAS)
    for step in range(12):
        tracker.update(people((8.0 * step, 0)))
    (track,) = tracker.tracks
    last, speed = 88, track.velocity[0]
    assert speed == pytest.approx(8, abs=0.01)
    for frames in (5, 6, 30):
        moved = (track.predict(12 + frames) - POSE)[:, 0]
        np.testing.assert_allclose(moved, last + 5 * speed)


@pytest.mark.parametrize(('distance', 'same'), [(5, True), (120, False)])
def test_the_limit_of_similarity(distance: float, same: bool) -> None:
    tracker = OKSTracker(SIGMAS)
    tracker.update(people((0, 0)))
    assert tracker.update(people((distance, 0))).tolist() == [1 if same else 2]
