"""Models on whole images that predict boxes and keypoints."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config

from poseur.apis import PoseurInferencer
from poseur.apis.whole_images import array_pipeline
from tests.helpers.random_detector import save_detector

END_TO_END = 'mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py'


@pytest.fixture(scope='module')
def end_to_end(repo_root: Path, tmp_path_factory) -> PoseurInferencer:
    cfg = Config.fromfile(repo_root / 'configs/mask_rcnn_poseur' / END_TO_END)
    paths = save_detector(cfg, tmp_path_factory.mktemp('end_to_end'), 'end_to_end')
    return PoseurInferencer(*paths, 'cpu', batch_size=3, min_person_score=0.0)


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
    # in COCO's coordinates, 0 is the center of the first pixel
    np.testing.assert_allclose(alone.keypoints, people.keypoints - 0.5, atol=1e-3)
    np.testing.assert_allclose(alone.sigmas, people.keypoint_sigmas, atol=1e-3)


def test_images_of_several_sizes_are_the_same_alone(end_to_end) -> None:
    shapes = [(90, 80, 3), (50, 120, 3), (120, 30, 3)]
    images = [torch.randint(0, 255, each, dtype=torch.uint8).numpy() for each in shapes]
    for image, beside in zip(images, end_to_end(images), strict=True):
        (alone,) = end_to_end(image)
        for name in ('boxes', 'scores', 'keypoints'):
            ours, theirs = getattr(alone, name), getattr(beside, name)
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-3)


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
