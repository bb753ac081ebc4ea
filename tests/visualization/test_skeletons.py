from __future__ import annotations

import numpy as np
import pytest

from poseur.structures import PoseResult, Skeleton
from poseur.visualization.skeletons import (
    draw_people,
    draw_pose,
    limb_width,
    track_color,
)

SKELETON = Skeleton(
    names=('left', 'right'),
    links=((0, 1),),
    keypoint_colors=((0, 255, 0), (255, 128, 0)),
    link_colors=((255, 0, 0),),
    oks_sigmas=(0.05, 0.05),
)
IMAGE = np.zeros((200, 300, 3), np.uint8)


def draw_one(scores: list[float]) -> np.ndarray:
    """Draw a limb between two of three keypoints."""
    skeleton = Skeleton(
        names=('left', 'right', 'foot'),
        links=((0, 1),),
        keypoint_colors=((0, 255, 0), (0, 0, 255), (255, 255, 255)),
        link_colors=((255, 0, 0),),
        oks_sigmas=(0.05, 0.05, 0.05),
    )
    keypoints = np.array([[20.0, 30.0], [80.0, 30.0], [50.0, 80.0]])
    image = np.zeros((100, 100, 3), np.uint8)
    draw_pose(image, keypoints, np.array(scores), skeleton, min_score=0.5)
    return image


def test_keypoints_and_limbs_have_their_colors_at_their_pixels() -> None:
    image = draw_one([0.9, 0.9, 0.9])
    assert image[30, 20].tolist() == [0, 255, 0]  # BGR of green
    assert image[30, 80].tolist() == [255, 0, 0]  # blue
    blue, green, red = image[30, 50]  # the limb between them, softened at its edge
    assert blue == green == 0 and red > 200
    assert image[80, 50].tolist() == [255, 255, 255]


def test_low_scores_hide_a_keypoint_and_its_limbs() -> None:
    image = draw_one([0.9, 0.1, 0.9])
    assert image[30, 20].any()
    assert not image[30, 40:].any()


def test_keypoints_without_links_are_drawn() -> None:
    skeleton = Skeleton(SKELETON.names, (), SKELETON.keypoint_colors, (), (0.05,) * 2)
    people = PoseResult(
        'a.png',
        (300, 200),
        skeleton,
        keypoints=[[[60, 100], [240, 100]]],
        keypoint_scores=[[0.9, 0.9]],
        boxes=[[0, 0, 300, 200]],
        scores=[0.9],
    )
    picture = draw_people(IMAGE, people, show_boxes=False)
    assert picture[100, 60].tolist() == [0, 255, 0]
    assert picture[100, 240].tolist() == [0, 128, 255]
    assert not picture[100, 80:220].any()


def draw(scores=(0.9, 0.9), **options) -> np.ndarray:
    people = PoseResult(
        'a.png',
        (300, 200),
        SKELETON,
        keypoints=[[[60, 100], [240, 100]]],
        keypoint_scores=[scores],
        boxes=[[20, 40, 280, 160]],
        scores=[1.0],
        track_ids=options.pop('track_ids', None),
    )
    return draw_people(IMAGE, people, **options)


def test_errors_to_expect_are_ellipses() -> None:
    people = PoseResult(
        'a.png',
        (300, 200),
        SKELETON,
        keypoints=[[[60, 100], [240, 100]]],
        keypoint_scores=[[0.9, 0.1]],
        boxes=[[20, 40, 280, 160]],
        scores=[1.0],
        sigmas=[[[20.0, 40.0], [20.0, 40.0]]],
        error_factors=np.array([[1.5, 0.5], [1.0, 1.0]]),
    )
    picture = draw_people(IMAGE, people, show_boxes=False, show_errors=True)
    touched = np.argwhere(picture[:, :, 1] > 50)  # of the first keypoint, green
    assert np.ptp(touched[:, 0]) == pytest.approx(40, abs=2)  # 20 to each side
    assert np.ptp(touched[:, 1]) == pytest.approx(60, abs=2)  # 30
    assert not picture[:, 150:].any()  # the second has a low score
    unmeasured = people.replace(error_factors=None)
    with pytest.raises(ValueError, match=r'a\.png: the errors to expect are unknown'):
        draw_people(IMAGE, unmeasured, show_errors=True)


def test_limbs_in_small_pictures_are_thin() -> None:
    picture = np.zeros((40, 300, 3), np.uint8)
    draw_pose(picture, np.array([[60, 20], [240, 20]]), np.ones(2), SKELETON)
    assert (picture[:, 150].max(-1) > 128).sum() == 1
    assert limb_width(np.array([[0, 0], [1000, 0]]), height=40) == 1


def test_numbers_of_tracks_are_small_in_small_pictures() -> None:
    plain, tracked = draw(), draw(track_ids=[3])
    inside = np.abs(tracked.astype(int) - plain)[44:90, 24:276].any(-1)
    rows, columns = np.nonzero(inside)
    assert 5 < np.ptp(rows) < 16 and 5 < np.ptp(columns) < 16
    across = np.flatnonzero(tracked[140, 10:30].any(-1))  # the left side of the box
    assert len(across) == 3


def test_colors_of_keypoints_and_limbs() -> None:
    picture = draw()
    assert picture[100, 60].tolist() == [0, 255, 0]
    assert picture[100, 240].tolist() == [0, 128, 255]  # blue, green, red
    blue, green, red = picture[100, 150]
    assert blue == green == 0 and red > 200
    assert not IMAGE.any()


def test_low_scores_hide_keypoints_and_limbs_of_results() -> None:
    picture = draw(scores=(0.9, 0.1), show_boxes=False)
    assert picture[100, 60].any() and not picture[:, 80:].any()
    assert draw(scores=(0.9, 0.1), min_score=0.05)[100, 240].any()


def test_boxes_have_the_color_of_the_person() -> None:
    assert draw()[160, 150].tolist() == [200, 200, 200]
    assert draw(track_ids=[3])[160, 150].tolist() == list(track_color(3))
    assert not draw(show_boxes=False)[160, 150].any()
    colors = np.array([track_color(number) for number in range(1, 9)], int)
    distances = np.abs(colors[:, None] - colors[None]).sum(-1)
    assert distances[~np.eye(8, dtype=bool)].min() > 60


@pytest.mark.parametrize(('extent', 'width'), [(30, 1), (180, 3), (1000, 8)])
def test_limbs_are_as_thick_as_suits_the_person(extent: float, width: int) -> None:
    assert limb_width(np.array([[0, 0], [extent, 10.0]]), height=1200) == width


def test_nobody_to_be_seen() -> None:
    assert limb_width(np.zeros((0, 2)), height=100) == 1
