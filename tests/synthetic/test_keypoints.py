"""Keypoints and their flags agree with what the image shows."""

from __future__ import annotations

import numpy as np

from poseur.synthetic import render_scene
from poseur.synthetic.keypoints import COCO_NAMES
from poseur.synthetic.renderer import Canvas, paint_mesh
from poseur.synthetic.scene import read_labels
from poseur.synthetic.surface import PART_INDEX

LIGHT = np.array([0.0, 0.0, 1.0])
FACE = ('nose', 'left_eye', 'right_eye')
PAIRS = ('eye', 'ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle')


def labels(*people, cover=None):
    """Return keypoints by name and mask of the first person, painted first."""
    canvas = Canvas(128, 128)
    for owner, placed in enumerate(people):
        paint_mesh(canvas, placed.mesh, placed.camera, owner, LIGHT)
    if cover is not None:
        canvas.paint(
            np.array([cover], float),
            np.zeros((1, 3)),
            np.array([-1]),
            np.array([PART_INDEX['object']]),
            np.array([np.inf]),
        )
    keypoints, masks = read_labels(canvas, list(people))
    return dict(zip(COCO_NAMES, keypoints[0], strict=True)), masks[0]


def test_front_view_shows_everything_with_left_on_the_right(standing):
    points, _ = labels(standing(0))
    assert {n: p[2] for n, p in points.items()} == dict.fromkeys(COCO_NAMES, 2)
    for pair in PAIRS:
        assert points[f'left_{pair}'][0] > points[f'right_{pair}'][0] + 2
    order = ('left_eye', 'left_shoulder', 'left_elbow', 'left_hip', 'left_knee')
    rows = [points[name][1] for name in order]
    assert rows == sorted(rows)


def test_back_view_hides_the_face(standing):
    points, _ = labels(standing(180))
    assert all(points[name][2] == 1 for name in FACE)
    for pair in ('shoulder', 'hip', 'knee', 'ankle'):
        assert points[f'left_{pair}'][0] < points[f'right_{pair}'][0] - 2
        assert points[f'left_{pair}'][2] == 2


def test_side_view_hides_the_far_side(standing):
    # Turned to the right of the image, the person's right side is near.
    points, _ = labels(standing(90))
    assert points['nose'][0] > points['right_ear'][0] + 3
    for pair in ('ear', 'shoulder', 'elbow', 'wrist'):
        assert points[f'right_{pair}'][2] == 2, pair
        assert points[f'left_{pair}'][2] == 1, pair
    # The near hip is behind the hand that hangs next to it.
    assert points['left_hip'][2] == points['right_hip'][2] == 1
    assert points['right_eye'][2] == 2


def test_covered_person_has_no_visible_keypoint(standing):
    points, mask = labels(standing(0), cover=[[0, 0], [128, 0], [128, 128], [0, 128]])
    assert all(p[2] == 1 for p in points.values())
    assert not mask.any()


def test_cover_hides_only_what_is_behind_it(standing):
    cover = [[0, 80], [128, 80], [128, 128], [0, 128]]
    points, _ = labels(standing(0), cover=cover)
    for name, (_, row, flag) in points.items():
        assert abs(row - 80) > 2
        assert flag == (1 if row > 80 else 2), name


def test_person_in_front_occludes_the_one_behind(standing):
    points, mask = labels(standing(0), standing(0))
    assert all(p[2] == 1 for p in points.values())
    assert not mask.any()
    apart, _ = labels(standing(0, (40, 64)), standing(0, (95, 64)))
    assert all(p[2] == 2 for p in apart.values())


def test_outside_the_picture_is_zero(standing):
    points, _ = labels(standing(0, (64, 110)))
    assert points['left_ankle'][2] == points['right_knee'][2] == 0
    assert points['left_shoulder'][2] == 2


def test_visible_keypoints_lie_on_the_person():
    for index in range(12):
        scene = render_scene(5, index)
        for keypoints, mask in zip(scene.keypoints, scene.masks, strict=True):
            for x, y, flag in keypoints:
                if flag == 2:
                    assert mask[int(2 * y + 1), int(2 * x + 1)]
