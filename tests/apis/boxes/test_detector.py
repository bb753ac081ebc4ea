"""Boxes from a person detector."""

from __future__ import annotations

from pathlib import Path

import cv2
import mmdet
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import DefaultScope

from poseur.apis import DetectorBoxes, PoseurInferencer
from poseur.apis.boxes.detector import person_label
from poseur.apis.failures import FailureLog
from poseur.apis.sources import Frame, ImageArray
from poseur.checkpoints import CheckpointMismatchError
from tests.helpers.random_detector import save_detector

FASTER_RCNN = '.mim/configs/faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py'
SIZE = (160, 128)


def shrink(cfg: Config) -> None:
    """Use a thin ResNet-18, few channels and small inputs."""
    cfg.model.backbone.update(depth=18, base_channels=16, init_cfg=None)
    cfg.model.neck.in_channels = [16, 32, 64, 128]
    cfg.model.roi_head.bbox_head.update(fc_out_channels=32, num_classes=2)
    resize = next(s for s in cfg.test_dataloader.dataset.pipeline if 'scale' in s)
    resize.scale = SIZE


@pytest.fixture(scope='module')
def detector(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    cfg = Config.fromfile(Path(mmdet.__file__).parent / FASTER_RCNN)
    shrink(cfg)
    cfg.test_dataloader.dataset.metainfo = dict(classes=('person', 'cat'))
    return save_detector(cfg, tmp_path_factory.mktemp('detector'), 'detector')


@pytest.mark.filterwarnings('ignore:dataset_meta or class names')  # by mmdet
def test_people_are_those_that_mmdet_finds(detector, small, inferencer) -> None:
    from mmdet.apis import inference_detector, init_detector

    config, checkpoint = map(str, detector)
    images = [cv2.imread(str(path)) for path in small.paths]
    with DefaultScope.overwrite_default_scope('mmdet'):  # mmdet changes it
        theirs = init_detector(config, checkpoint, device='cpu')
        samples = inference_detector(theirs, images)
    found = [sample.pred_instances for sample in samples]
    scores = torch.cat([each.scores for each in found]).sort().values
    limit = float(scores[len(scores) // 2 - 1 :][:2].mean())  # no score rounds to it
    boxes = DetectorBoxes(config, checkpoint, 'cpu', min_score=limit)
    results = inferencer(small.paths, boxes=boxes)
    for result, each in zip(results, found, strict=True):
        expected = each[(each.labels == 0) & (each.scores >= limit)].numpy()
        np.testing.assert_allclose(result.boxes, expected.bboxes, atol=0.01)
        mean_scores = result.keypoint_scores.mean(axis=1)
        np.testing.assert_allclose(
            result.scores, expected.scores * mean_scores, rtol=1e-3
        )
    assert 0 < sum(map(len, results)) < sum(map(len, found))


def test_frames_of_several_sizes_are_the_same_alone(detector) -> None:
    shapes = [(90, 80, 3), (50, 120, 3), (120, 30, 3), (90, 80, 3)]
    images = [torch.randint(0, 255, each, dtype=torch.uint8).numpy() for each in shapes]
    frames = [Frame(image, ImageArray(image, i)) for i, image in enumerate(images)]
    find = DetectorBoxes(*detector, 'cpu', min_score=0.0)
    together = find(frames, FailureLog(None))
    assert all(len(boxes.corners) for boxes in together)
    for frame, beside in zip(frames, together, strict=True):
        (alone,) = find([frame], FailureLog(None))
        for ours, theirs in zip(alone, beside, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-3)


def test_the_label_of_people_is_looked_up(detector, small) -> None:
    cfg = Config.fromfile(detector[0])
    assert person_label(cfg) == 0
    cfg.test_dataloader.dataset.metainfo.classes = ('cat', 'person')
    assert person_label(cfg) == 1
    cfg.test_dataloader.dataset.metainfo = None
    assert person_label(cfg) == 0  # as the class of COCO's data sets has it
    cfg.test_dataloader.dataset.metainfo = dict(classes=('cat',))
    with pytest.raises(ValueError, match="no class 'person' among its 1 classes"):
        person_label(cfg)
    with pytest.raises(CheckpointMismatchError):
        DetectorBoxes(detector[0], small.checkpoint, 'cpu')


def test_the_tool_takes_a_detector(run_tool, detector, small, tmp_path, capsys) -> None:
    words = ('--det-config', detector[0], '--det-checkpoint', detector[1])
    words += ('--det-score-thr', 2.0, '--out-dir', tmp_path / 'out')
    status = run_tool('infer.py', small.images, small.config, small.checkpoint, *words)
    assert status == 0
    assert '0 people in 4 images or frames (4 without' in capsys.readouterr().out


def test_a_detector_is_no_pose_model(detector, small) -> None:
    with pytest.raises(ValueError, match='does not define keypoints'):
        PoseurInferencer(*detector, 'cpu')
