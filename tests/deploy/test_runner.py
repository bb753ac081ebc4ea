"""The runner against the full pipeline, and its errors."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest

from poseur.apis import PoseurInferencer
from poseur.config import dataset_metainfo, read_config
from poseur.deploy import (
    BoxError,
    NotAPoseurModelError,
    OnnxPoseur,
    UnreadableImageError,
)
from poseur.deploy.export.metadata import build_metadata


@pytest.fixture(scope='module')
def model(demo) -> OnnxPoseur:
    return OnnxPoseur(demo.onnx)


def test_metadata_of_the_config(model):
    metadata = model.metadata
    assert (metadata.input_size, metadata.padding) == ((72, 96), 1.25)
    assert metadata.mean == (123.675, 116.28, 103.53) and metadata.bgr_to_rgb
    assert metadata.keypoint_score == dict(type='laplace', half_width=0.2, gain=0.7)
    assert metadata.flip_test and metadata.flip_fusion == 'laplace'
    names = metadata.skeleton.names
    assert len(names) == 17 and names[5] == 'left_shoulder'
    assert names[metadata.flip_indices[5]] == 'right_shoulder'
    assert (5, 6) in metadata.skeleton.links


def test_pixels_are_as_the_preprocessor_takes_them(demo):
    """Without settings it neither changes the order of colors nor normalizes."""
    cfg = read_config(demo.config)
    infer = PoseurInferencer(demo.config, demo.checkpoint, 'cpu')
    cfg.model.data_preprocessor = dict(type='PoseDataPreprocessor')
    plain = build_metadata(cfg, infer.model, dataset_metainfo(cfg))
    assert plain.bgr_to_rgb is False
    assert (plain.mean, plain.std) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


@pytest.mark.parametrize('flip_test', [True, False])
def test_the_same_keypoints_as_tools_test(model, demo, tested, flip_test):
    people = tested(flip_test=flip_test)
    runner = OnnxPoseur(demo.onnx, batch_size=3, threads=1, flip_test=flip_test)
    poses = []
    for person in people:
        found = runner(person.image, person.box[None])
        np.testing.assert_allclose(found.keypoints[0], person.keypoints, atol=0.05)
        np.testing.assert_allclose(found.sigmas[0], person.sigmas, atol=0.05)
        np.testing.assert_allclose(found.keypoint_scores[0], person.scores, atol=1e-4)
        np.testing.assert_array_equal(found.boxes[0], person.box)
        left, top, right, bottom = person.box
        poses.append((person.keypoints - (left, top)) / (right - left, bottom - top))
    assert len(people) >= 6
    assert np.std(poses, axis=0).mean() > 0.02  # not one pose for all


def test_the_same_keypoints_as_the_inferencer(model, demo):
    infer = PoseurInferencer(demo.config, demo.checkpoint, 'cpu', batch_size=8)
    for result in infer(demo.images, boxes=demo.annotations):
        found = model(result.name, result.boxes)
        assert len(found) == len(result) >= 1
        np.testing.assert_allclose(found.keypoints, result.keypoints, atol=0.05)
        np.testing.assert_allclose(found.sigmas, result.sigmas, atol=0.05)


def test_flip_test_matters(demo, tested):
    one, other = tested(flip_test=True), tested(flip_test=False)
    assert np.abs(one[0].keypoints - other[0].keypoints).max() > 0.5


def test_batches_do_not_matter(demo):
    image = cv2.imread(str(next(demo.images.iterdir())))
    boxes = np.array([[0, 0, 60, 100], [20.5, 10, 140, 128], [-30, -20, 50, 90.0]])
    first, *others = (
        OnnxPoseur(demo.onnx, batch_size=size)(image, boxes) for size in (1, 2, 8)
    )
    assert first.keypoints.shape == (3, 17, 2) and first.name == 'array'
    for other in others:
        np.testing.assert_allclose(other.keypoints, first.keypoints, atol=1e-3)


def test_whole_image_and_nobody(model, demo):
    path = next(demo.images.iterdir())
    whole = model(path)
    np.testing.assert_array_equal(whole.boxes, [[0, 0, 160, 128]])
    empty = model(path, np.zeros((0, 4)))
    assert len(empty) == len(model(path, [])) == 0
    assert empty.keypoints.shape == (0, 17, 2)


@pytest.mark.parametrize(
    ('boxes', 'problem'),
    [
        (
            [[0, 0, 50, 50], [170, 10, 200, 50]],
            r'Box 1, \[170.* is outside of the image',
        ),
        ([[-20, -20, 0, 50]], 'Box 0, .* outside of the image of 160x128 pixels'),
        ([[30, 10, 20, 50]], 'Box 0, .* has no area'),
        ([[0, 0, float('nan'), 50]], 'has no area'),
        ([0, 0, 50, 50], r'shape \[4\] and must have \[N, 4\]'),
    ],
)
def test_wrong_boxes(model, demo, boxes, problem):
    with pytest.raises(BoxError, match=problem):
        model(next(demo.images.iterdir()), boxes)


def test_unreadable_images(model, demo, tmp_path: Path):
    broken = tmp_path / 'broken.jpg'
    broken.write_bytes(next(demo.images.iterdir()).read_bytes()[:100])
    with pytest.raises(UnreadableImageError, match='broken.jpg is truncated'):
        model(broken)
    with pytest.raises(UnreadableImageError, match='none.jpg does not exist'):
        model(tmp_path / 'none.jpg')


@pytest.mark.parametrize(
    'pixels',
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
        np.zeros((0, 8, 3), np.uint8),
        None,
    ],
)
def test_wrong_pixels(model, pixels):
    with pytest.raises(ValueError, match=r'must be a uint8 array \[H, W, 3\]'):
        model(pixels)


def test_files_that_are_not_ours(demo, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match='none.onnx does not exist'):
        OnnxPoseur(tmp_path / 'none.onnx')
    (tmp_path / 'text.onnx').write_text('no model')
    with pytest.raises(NotAPoseurModelError, match='text.onnx cannot be loaded'):
        OnnxPoseur(tmp_path / 'text.onnx')
    stripped = onnx.load(demo.onnx)
    del stripped.metadata_props[:]
    onnx.save(stripped, tmp_path / 'stripped.onnx')
    with pytest.raises(NotAPoseurModelError, match='without the metadata of poseur'):
        OnnxPoseur(tmp_path / 'stripped.onnx')
    other = demo.metadata.to_json().replace('"format": 1', '"format": 99')
    onnx.helper.set_model_props(stripped, {'poseur': other})
    onnx.save(stripped, tmp_path / 'newer.onnx')
    with pytest.raises(NotAPoseurModelError, match='another version .*format 99'):
        OnnxPoseur(tmp_path / 'newer.onnx')


def test_batch_size_must_be_positive(demo):
    with pytest.raises(ValueError, match='batch_size=0'):
        OnnxPoseur(demo.onnx, batch_size=0)
