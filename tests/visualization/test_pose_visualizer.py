"""The visualizer of the configs."""

from __future__ import annotations

import numpy as np
import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import VISUALIZERS
from mmpose.visualization import PoseLocalVisualizer

from poseur.visualization.pose_visualizer import PoseurVisualizer

CENTER, COLOR = np.array([20.0, 12.0]), (255, 0, 0)


def drawn(visualizer: PoseLocalVisualizer, radius: object, alpha: float) -> np.ndarray:
    visualizer.set_image(np.zeros((24, 40, 3), np.uint8))
    visualizer.draw_circles(CENTER, radius, face_colors=COLOR, alpha=alpha)
    return visualizer.get_image()


@pytest.mark.parametrize('alpha', [1.0, 0.5])
def test_the_radius_may_be_an_array_as_mmpose_gives_it(alpha: float) -> None:
    expected = drawn(PoseLocalVisualizer('expected'), 4, alpha)
    actual = drawn(PoseurVisualizer('actual'), np.array([4]), alpha)
    np.testing.assert_array_equal(actual, expected)
    assert (actual[..., 0] > 0).sum() == pytest.approx(np.pi * 4**2, rel=0.15)


def test_matplotlib_draws_it_too() -> None:
    visualizer = PoseurVisualizer('matplotlib', backend='matplotlib')
    assert drawn(visualizer, np.array([4]), 1.0).any()


def test_the_configs_have_it(repo_root) -> None:
    cfg = Config.fromfile(repo_root / 'configs/_base_/default_runtime.py')
    init_default_scope('mmpose')
    assert type(VISUALIZERS.build(cfg.visualizer)) is PoseurVisualizer
