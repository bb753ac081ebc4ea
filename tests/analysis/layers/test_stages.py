"""Stages of a tiny network: as its own tests give them, and as computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from poseur.analysis.layers.stages import predict_stages, require_poseur
from poseur.models.readouts import LocalExpectation
from tests.helpers.tiny_pose import (
    DENSE,
    FLIP_INDICES,
    INPUT_SIZE,
    images,
    pose_samples,
    tiny_estimator,
)

READINGS = ('argmax', 'local expectation', 'DARK')


@pytest.fixture
def model():
    """A network whose maps are not flat."""
    model = tiny_estimator(**DENSE).eval()
    poseur = model.head.poseur
    for score in (poseur.coarse_branch.score, *poseur.dense_supervision.scores):
        nn.init.normal_(score.weight, std=2.0)
    return model


def stages_of(model, inputs, **test_cfg) -> dict[str, np.ndarray]:
    """The keypoints of all stages ``[B, K, 2]``."""
    model.test_cfg = test_cfg
    batch = dict(inputs=inputs, data_samples=pose_samples())
    return {
        name: np.concatenate([each.pred_instances.keypoints for each in samples])
        for name, _, samples in predict_stages(model, batch)
    }


def to_image(mu: torch.Tensor) -> np.ndarray:
    """Keypoints in units of the crop, in pixels of the image."""
    crops = [sample.metainfo for sample in pose_samples()]
    scales = np.stack([crop['input_scale'] for crop in crops])[:, None]
    centers = np.stack([crop['input_center'] for crop in crops])[:, None]
    return mu.numpy() * scales + centers - scales / 2


def test_names_of_the_stages(model) -> None:
    maps = ['map of the proposals', 'map of stride 4', 'map of stride 16']
    readings = [f'{name}, {reading}' for name in maps for reading in READINGS]
    names = ['proposals', 'layer 1', 'layer 2']
    assert list(stages_of(model, images())) == names + readings
    dense = [each.dense for each in predict_stages(model, batch_of(images()))]
    assert dense == [False] * 3 + [True] * 9


def batch_of(inputs) -> dict:
    return dict(inputs=inputs, data_samples=pose_samples())


@pytest.mark.parametrize('test_cfg', [{}, dict(flip_test=True, shift_coords=True)])
def test_layers_are_those_of_the_test(model, test_cfg: dict) -> None:
    inputs = images()
    stages = stages_of(model, inputs, **test_cfg)
    for number, name in enumerate(('proposals', 'layer 1', 'layer 2')):
        model.test_cfg = dict(test_cfg, num_layers=number)
        with torch.no_grad():
            tested = model.predict(inputs, pose_samples())
        expected = [each.pred_instances.keypoints[0] for each in tested]
        assert np.array_equal(stages[name], expected)


def test_the_map_of_the_proposals_gives_the_proposals(model) -> None:
    stages = stages_of(model, images())
    read = stages['map of the proposals, local expectation']
    assert read == pytest.approx(stages['proposals'], abs=1e-4)
    assert np.abs(stages['map of the proposals, argmax'] - read).max() > 0.1


def test_maps_are_flipped_before_they_are_read(model) -> None:
    inputs = images()
    score = model.head.poseur.dense_supervision.scores[0]
    with torch.no_grad():
        plain, mirrored = (
            score(model.extract_feat(view)[0]).flatten(2).softmax(-1)
            for view in (inputs, inputs.flip(-1))
        )
    shape = (2, 5, INPUT_SIZE[1] // 4, INPUT_SIZE[0] // 4)
    back = mirrored.view(shape).flip(-1)[:, FLIP_INDICES]
    mu = LocalExpectation(radius=1)((plain.view(shape) + back) / 2)
    name = 'map of stride 4, local expectation'
    read = stages_of(model, inputs, flip_test=True)[name]
    assert read == pytest.approx(to_image(mu), abs=1e-3)
    shifted = stages_of(model, inputs, flip_test=True, shift_coords=True)[name]
    half_pixel = torch.tensor([0.5 / INPUT_SIZE[0], 0.0])
    assert shifted == pytest.approx(to_image(mu - half_pixel), abs=1e-3)


def test_scores_of_a_map_are_its_peaks(model) -> None:
    score = model.head.poseur.dense_supervision.scores[0]
    model.test_cfg, inputs = {}, images()
    with torch.no_grad():
        maps = score(model.extract_feat(inputs)[0]).flatten(2).softmax(-1)
    found = {
        name: np.concatenate([each.pred_instances.keypoint_scores for each in samples])
        for name, _, samples in predict_stages(model, batch_of(inputs))
    }
    for reading in READINGS:
        scores = found[f'map of stride 4, {reading}']
        assert scores == pytest.approx(maps.amax(-1).numpy(), rel=1e-4)


def test_a_distribution_along_one_axis_is_no_map(model) -> None:
    axes = dict(type='AxisCoarseBranch', map_size=(6, 8))
    model = tiny_estimator(**(DENSE | dict(coarse_branch=axes))).eval()
    names = set(stages_of(model, images()))
    assert 'map of stride 4, DARK' in names
    assert not any('map of the proposals' in name for name in names)


def test_other_models_are_refused(model) -> None:
    require_poseur(model)
    with pytest.raises(ValueError, match='Linear with NoneType has no decoder layers'):
        require_poseur(nn.Linear(1, 1))
