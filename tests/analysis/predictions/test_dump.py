"""Dumps of tests as arrays."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from poseur.analysis.predictions.dump import KeypointPredictions
from tests.helpers.keypoint_predictions import METAINFO, dumped_sample


def test_dumped_people_as_arrays(tmp_path: Path) -> None:
    path = tmp_path / 'dump.pkl'
    path.write_bytes(pickle.dumps([dumped_sample(3), dumped_sample(1)]))
    predictions = KeypointPredictions.read(path, METAINFO)
    assert len(predictions) == 2 and predictions.ids.tolist() == [3, 1]
    assert predictions.labeled.tolist() == [[True, True, False]] * 2
    assert predictions.occluded.tolist() == [[False, True, False]] * 2
    assert predictions.areas.tolist() == [900, 900]
    np.testing.assert_allclose(predictions.normalized_sigmas[0, 0], [0.1, 0.075])
    errors = predictions.normalized_errors
    np.testing.assert_allclose(errors[0, 0], [3 / 90, 3 / 120])
    assert np.isnan(errors[:, 2]).all() and not np.isnan(errors[:, :2]).any()
    assert predictions.head_sizes is None


def test_models_without_scales_and_data_without_area() -> None:
    sample = dumped_sample(0)
    del sample['raw_ann_info'], sample['pred_instances']['keypoint_sigmas']
    sample['gt_instances']['head_size'] = np.array([[12.0]])  # as MPII's
    predictions = KeypointPredictions.from_samples([sample], METAINFO, 'dump.pkl')
    assert predictions.sigmas is predictions.normalized_sigmas is None
    assert predictions.occluded is None
    assert predictions.areas.tolist() == [pytest.approx(0.53 * 90 * 100)]
    assert predictions.head_sizes.tolist() == [12.0]


@pytest.mark.parametrize(
    ('changes', 'message'),
    [
        (dict(pred_instances=dict(keypoints=np.zeros((1, 9, 2)))), r'\[1, 9, 2\]'),
        (dict(pred_instances=dict(keypoints=np.zeros((4, 3, 2)))), 'Use the config'),
    ],
)
def test_what_has_no_labels_to_compare_with(changes: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sample = dumped_sample(0, **changes)
        KeypointPredictions.from_samples([sample], METAINFO, 'a.pkl')


def test_tests_without_any_label() -> None:
    sample = dumped_sample(0)
    sample['gt_instances']['keypoints_visible'][:] = 0
    with pytest.raises(ValueError, match=r'a\.pkl: no keypoint .*bbox_file=None'):
        KeypointPredictions.from_samples([sample], METAINFO, 'a.pkl')
    sample = dumped_sample(0)
    del sample['gt_instances']
    with pytest.raises(ValueError, match='top-down model'):
        KeypointPredictions.from_samples([sample], METAINFO, 'a.pkl')


def test_annotations_of_parts_do_not_tell_what_is_hidden() -> None:
    body = dict(raw_ann_info=dict(keypoints=[10, 20, 2], area=900.0))
    sample = dumped_sample(0, **body)
    predictions = KeypointPredictions.from_samples([sample], METAINFO, 'a.pkl')
    assert predictions.occluded is None
