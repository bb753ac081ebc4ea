"""Detectors that give boxes, and models that find people and keypoints at once."""

from __future__ import annotations

from pathlib import Path

import cv2
import mmdet
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import MODELS, DefaultScope

from poseur.apis import DetectorBoxes, PoseurInferencer
from poseur.apis.detector_boxes import array_pipeline, person_label
from poseur.checkpoints import CheckpointMismatchError

FASTER_RCNN = '.mim/configs/faster_rcnn/faster-rcnn_r50_fpn_1x_coco.py'
END_TO_END = 'mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py'
SIZE = (160, 128)


def shrink(cfg: Config) -> None:
    """A thin ResNet-18, few channels and small inputs."""
    cfg.model.backbone.update(depth=18, base_channels=16, init_cfg=None)
    cfg.model.neck.in_channels = [16, 32, 64, 128]
    cfg.model.roi_head.bbox_head.update(fc_out_channels=32, num_classes=2)
    resize = next(s for s in cfg.test_dataloader.dataset.pipeline if 'scale' in s)
    resize.scale = SIZE


def save(cfg: Config, folder: Path, name: str) -> tuple[Path, Path]:
    """Write a config that keeps low scores, and a checkpoint of random weights."""
    cfg.model.test_cfg.rcnn.update(score_thr=0.0, max_per_img=6)
    torch.manual_seed(1)
    with DefaultScope.overwrite_default_scope(cfg.default_scope):
        model = MODELS.build(cfg.model)
    with torch.no_grad():
        for weight in model.roi_head.bbox_head.fc_cls.parameters():
            weight.mul_(8)  # scores that differ
    paths = folder / f'{name}.py', folder / f'{name}.pth'
    cfg.dump(paths[0])
    torch.save(dict(state_dict=model.state_dict()), paths[1])
    return paths


@pytest.fixture(scope='module')
def detector(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    cfg = Config.fromfile(Path(mmdet.__file__).parent / FASTER_RCNN)
    shrink(cfg)
    cfg.test_dataloader.dataset.metainfo = dict(classes=('person', 'cat'))
    return save(cfg, tmp_path_factory.mktemp('detector'), 'detector')


@pytest.fixture(scope='module')
def end_to_end(repo_root: Path, tmp_path_factory) -> PoseurInferencer:
    cfg = Config.fromfile(repo_root / 'configs/mask_rcnn_poseur' / END_TO_END)
    paths = save(cfg, tmp_path_factory.mktemp('end_to_end'), 'end_to_end')
    return PoseurInferencer(*paths, 'cpu', batch_size=3, min_person_score=0.0)


@pytest.mark.filterwarnings('ignore:dataset_meta or class names')  # by mmdet
def test_people_are_those_that_mmdet_finds(detector, small, inferencer) -> None:
    from mmdet.apis import inference_detector, init_detector

    config, checkpoint = map(str, detector)
    theirs = init_detector(config, checkpoint, device='cpu')
    images = [cv2.imread(str(path)) for path in small.paths]
    found = [sample.pred_instances for sample in inference_detector(theirs, images)]
    limit = float(torch.cat([each.scores for each in found]).median())
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


def test_models_of_whole_images_need_no_boxes(end_to_end, small) -> None:
    results = end_to_end(small.paths)
    assert [len(result) for result in results] == [6] * 4
    alone = end_to_end(small.paths[1])[0]
    np.testing.assert_allclose(alone.keypoints, results[1].keypoints, atol=0.05)
    sample = end_to_end.estimator.pipeline(dict(img=cv2.imread(str(small.paths[1]))))
    batch = {key: [value] for key, value in sample.items()}
    with torch.no_grad():
        (predicted,) = end_to_end.model.test_step(batch)
    people = predicted.pred_instances.numpy()
    np.testing.assert_allclose(alone.boxes, people.bboxes, atol=1e-3)
    # COCO counts from the center of the first pixel
    np.testing.assert_allclose(alone.keypoints, people.keypoints - 0.5, atol=1e-3)
    np.testing.assert_allclose(alone.sigmas, people.keypoint_sigmas, atol=1e-3)


def test_annotations_of_the_test_set_are_not_asked_for(end_to_end) -> None:
    cfg = end_to_end.cfg.copy()
    steps = list(cfg.test_dataloader.dataset.pipeline)
    steps.insert(1, dict(type='mmdet.LoadKeypointAnnotations'))
    cfg.test_dataloader.dataset.pipeline = steps
    names = [type(step).__name__ for step in array_pipeline(cfg).transforms]
    expected = [
        type(step).__name__ for step in end_to_end.estimator.pipeline.transforms
    ]
    assert names == expected and len(names) == len(steps) - 1


def test_images_in_which_they_find_nobody(end_to_end, small, monkeypatch) -> None:
    monkeypatch.setitem(end_to_end.model.roi_head.test_cfg, 'score_thr', 1.1)
    (result,) = end_to_end(small.paths[0])
    assert result.keypoints.shape == (0, 17, 2) and result.boxes.shape == (0, 4)
    monkeypatch.undo()
    monkeypatch.setattr(end_to_end.estimator, 'min_score', 1.1)
    assert len(end_to_end(small.paths[0])[0]) == 0


def test_boxes_and_flips_are_refused_for_them(end_to_end, small) -> None:
    with pytest.raises(ValueError, match='Pass no boxes'):
        end_to_end(small.paths, boxes='whole-image')
    with pytest.raises(ValueError, match='has no flip test'):
        end_to_end.estimator.set_flip_test(True)


def test_a_detector_is_no_pose_model(detector, small) -> None:
    with pytest.raises(ValueError, match='does not define keypoints'):
        PoseurInferencer(*detector, 'cpu')
