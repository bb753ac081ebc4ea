"""High-scoring people are drawn at their locations."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
import torch
from mmdet.structures import DetDataSample
from mmengine.structures import InstanceData
from mmengine.visualization import Visualizer
from mmpose.datasets.datasets.utils import parse_pose_metainfo

import poseur  # noqa: F401
from poseur.detection.evaluation.person_visualization_hook import (
    PersonVisualizationHook,
    as_pose_sample,
)
from poseur.visualization.pose_visualizer import PoseurVisualizer
from tests.helpers.drawn_people import METAINFO

POINTS = torch.tensor([[30.5, 14.5], [18.5, 26.5], [43.5, 35.5]])


@pytest.fixture(autouse=True)
def _visualizer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this visualizer the current one, whatever other tests have left."""
    for kind in (Visualizer, PoseurVisualizer):
        monkeypatch.setattr(kind, '_instance_dict', OrderedDict())
    PoseurVisualizer.get_instance('visualizer')


@pytest.fixture
def sample(tmp_path: Path) -> DetDataSample:
    """Two people on a black image, one with a low score."""
    cv2.imwrite(str(tmp_path / 'black.png'), np.zeros((48, 64, 3), np.uint8))
    people = InstanceData(
        bboxes=torch.tensor([[10.0, 5.0, 50.0, 43.0], [0.0, 0.0, 6.0, 6.0]]),
        scores=torch.tensor([0.9, 0.1]),
        labels=torch.zeros(2, dtype=torch.long),
        keypoints=torch.stack([POINTS, POINTS / 10]),
        keypoint_scores=torch.tensor([[0.9, 0.9, 0.9], [0.9, 0.9, 0.9]]),
    )
    meta = dict(img_path=str(tmp_path / 'black.png'), ori_shape=(48, 64))
    return DetDataSample(metainfo=meta, pred_instances=people)


def test_likely_people_in_the_coordinates_of_mmpose(sample: DetDataSample) -> None:
    people = as_pose_sample(sample, 0.3).pred_instances
    np.testing.assert_array_equal(people.keypoints, POINTS[None] - 0.5)
    np.testing.assert_array_equal(people.bboxes, [[10, 5, 50, 43]])
    assert len(as_pose_sample(sample, 0.05).pred_instances) == 2
    assert len(as_pose_sample(sample, 0.95).pred_instances) == 0


def test_a_picture_is_drawn(sample: DetDataSample, tmp_path: Path) -> None:
    meta = parse_pose_metainfo(METAINFO)
    runner = SimpleNamespace(
        work_dir=str(tmp_path),
        timestamp='now',
        test_evaluator=SimpleNamespace(dataset_meta=meta),
    )
    hook = PersonVisualizationHook(enable=True, out_dir=str(tmp_path / 'drawn'))
    hook.after_test_iter(runner, 0, {}, [sample])
    (path,) = (tmp_path / 'drawn').glob('black*.png')
    drawn = cv2.imread(str(path)).max(-1) > 60
    assert all(drawn[y, x] for x, y in (POINTS - 0.5).int().tolist())
    assert not drawn[:5, :8].any(), 'the unlikely person is not drawn'
    hook = PersonVisualizationHook(enable=False, out_dir=str(tmp_path / 'off'))
    hook.after_test_iter(runner, 0, {}, [sample])
    assert not (tmp_path / 'off').exists()


def test_the_first_image_of_a_validation_batch_is_drawn(
    sample: DetDataSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    meta = parse_pose_metainfo(METAINFO)
    runner = SimpleNamespace(iter=0, val_evaluator=SimpleNamespace(dataset_meta=meta))
    for enable in (True, False):
        drawn = []
        hook = PersonVisualizationHook(enable=enable, interval=1)
        monkeypatch.setattr(
            hook._visualizer,
            'add_datasample',
            lambda *args, data_sample, drawn=drawn, **kwargs: drawn.append(data_sample),
        )
        batch = dict(data_samples=[sample, sample])
        hook.after_val_iter(runner, 0, batch, [sample, sample])
        assert len(drawn) == int(enable)
        for first in drawn:
            keypoints = first.pred_instances.keypoints
            np.testing.assert_array_equal(keypoints, POINTS[None] - 0.5)
