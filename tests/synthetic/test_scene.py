"""Scenes depend on their arguments alone and show what the options ask for."""

from __future__ import annotations

import numpy as np
import pytest

from poseur.synthetic import SyntheticPeopleConfig, render_scene


def test_scene_depends_on_its_number_alone():
    alone = render_scene(4, 2)
    render_scene(4, 0)
    again = render_scene(4, 2)
    np.testing.assert_array_equal(alone.image, again.image)
    np.testing.assert_array_equal(alone.keypoints, again.keypoints)
    for other in (
        render_scene(5, 2),
        render_scene(4, 3),
        render_scene(4, 2, split='val'),
    ):
        assert (other.image != alone.image).mean() > 0.5


def test_pictures_have_the_wanted_size_and_people():
    cfg = SyntheticPeopleConfig(width=160, height=200, people_weights=(0, 0, 1))
    counts = []
    for index in range(6):
        scene = render_scene(0, index, cfg)
        assert scene.image.shape == (200, 160, 3) and scene.image.dtype == np.uint8
        counts.append(len(scene.people))
    assert max(counts) == 3 and min(counts) >= 1


def test_people_stand_out_from_noise_and_vary():
    """Pictures are neither flat nor saturated, and masks are of human size."""
    for index in range(8):
        scene = render_scene(2, index)
        assert 10 < scene.image.std() < 110
        shares = scene.masks.mean((1, 2))
        assert (shares > 0.002).all() and (shares < 0.5).all()


def test_unknown_split_is_named():
    with pytest.raises(ValueError, match="'test'"):
        render_scene(0, 0, split='test')
