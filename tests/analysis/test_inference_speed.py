"""Backends and pipelines that are timed give the same predictions."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from mmengine.config import Config

from poseur.analysis.inference_speed import (
    ModelBackends,
    build_backends,
    build_pipelines,
    make_scenes,
)
from poseur.deploy.export.onnx_file import example_crops


@pytest.fixture(scope='module')
def cfg(demo) -> Config:
    return Config.fromfile(demo.config)


@pytest.fixture(scope='module')
def backends(cfg, tmp_path_factory) -> ModelBackends:
    folder = tmp_path_factory.mktemp('speed')
    return build_backends(cfg, folder / 'demo', compiled=False)


def test_backends_predict_the_same(backends):
    crops = example_crops(backends.metadata, 3).numpy()
    expected, *others = (each(crops)[0] for each in backends.predict.values())
    assert expected.shape == (3, 17, 2) and len(others) == 3
    for name, keypoints in zip(list(backends.predict)[1:], others, strict=True):
        tolerance = 5 if 'int8' in name else 0.01
        np.testing.assert_allclose(keypoints, expected, atol=tolerance, err_msg=name)


def test_pipelines_see_the_same_people(cfg, backends, tmp_path: Path):
    scenes = make_scenes(tmp_path / 'scenes', images=2, instances=3)
    assert cv2.imread(str(scenes[1].path)).shape == (480, 640, 3)
    models = dict(demo=(cfg, backends))
    pipelines = build_pipelines(models, scenes, True, 1, tmp_path)
    peer, *ours = pipelines
    predictions = [each['predictions'][0] for each in pipelines[peer]()]
    found = [sorted(each['bbox'][0] for each in people) for people in predictions]
    boxes = [scene.boxes.tolist() for scene in scenes]
    np.testing.assert_allclose(found, boxes)
    expected = pipelines[ours[0]]()
    assert [name.split(',')[0] for name in ours] == [
        'PoseurInferencer',
        'OnnxPoseur float32',
        'OnnxPoseur int8',
    ]
    for one, other, scene in zip(expected, pipelines[ours[1]](), scenes, strict=True):
        np.testing.assert_array_equal(one.boxes, scene.boxes)
        np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.05)
