"""Tables and figure of four stages of a network, by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.analysis.layers import StageTest, draw_stages, write_report
from poseur.analysis.layers.tables import best_readout, gain_rows, score_rows
from tests.helpers.keypoint_predictions import laplace_predictions

HEAD = 10.0


def stage(name: str, missed: list[list[int]], dense: bool = False) -> StageTest:
    """A stage that misses keypoints of two people by one head; one has no label."""
    labels = np.tile([[50.0, 40.0], [30.0, 60.0], [70.0, 60.0]], (2, 1, 1))
    keypoints = labels.copy()
    keypoints[..., 1] += HEAD * np.array(missed)
    predictions = laplace_predictions(
        2,
        labels=labels,
        keypoints=keypoints,
        labeled=np.array([[1, 1, 1], [1, 1, 0]], bool),
        occluded=np.array([[0, 1, 0], [0, 0, 0]], bool),
        head_sizes=np.full(2, HEAD),
    )
    return StageTest(name, dense, predictions, {})


@pytest.fixture
def stages() -> list[StageTest]:
    return [
        stage('proposals', [[1, 1, 1], [0, 1, 0]]),
        stage('layer 1', [[0, 1, 1], [0, 1, 0]]),
        stage('map, argmax', [[1, 1, 1], [1, 1, 0]], dense=True),
        stage('map, DARK', [[0, 0, 1], [0, 1, 0]], dense=True),
    ]


def test_scores_by_group(stages: list[StageTest]) -> None:
    rows = {(row['stage'], row['group']): row for row in score_rows(stages)}
    groups = ['mean', 'visible', 'hidden', 'nose', 'left_hand', 'right_hand']
    assert [group for name, group in rows if name == 'layer 1'] == groups
    found = {group: rows['layer 1', group]['PCKh@0.5'] for group in groups}
    assert found == dict(
        mean=40, visible=50, hidden=0, nose=100, left_hand=0, right_hand=0
    )
    counts = [rows['proposals', group]['keypoints'] for group in groups]
    assert counts == [5, 4, 1, 2, 2, 1]
    assert rows['proposals', 'mean']['swapped'] == 0


def test_groups_of_annotations_that_do_not_tell_hidden_keypoints(stages) -> None:
    for each in stages:
        object.__setattr__(each, 'predictions', each.predictions.replace(occluded=None))
    assert 'hidden' not in {row['group'] for row in score_rows(stages)}


def test_gains_over_proposals_and_the_best_map(stages: list[StageTest]) -> None:
    """Draws of people hold the first, of 3 keypoints, the second, of 2, or both."""
    assert best_readout(stages).name == 'map, DARK'
    rows = [row for row in gain_rows(stages) if row['measure'] == 'PCKh@0.5']
    assert [(row['stage'], row['over']) for row in rows] == [
        ('layer 1', 'proposals'),
        ('proposals', 'map, DARK'),
        ('layer 1', 'map, DARK'),
    ]
    gain, *_ = rows
    assert gain['gain'] == pytest.approx(100 * 1 / 5)
    assert (gain['low'], gain['high']) == (0, pytest.approx(100 * 1 / 3))
    assert rows[1]['gain'] == pytest.approx(-100 * 2 / 5)
    assert rows[1]['low'] == pytest.approx(-100 * 2 / 3)


def test_without_maps_layers_are_compared_with_the_proposals(stages) -> None:
    rows = gain_rows(stages[:2])
    assert best_readout(stages[:2]) is None
    assert {row['over'] for row in rows} == {'proposals'}


def test_a_smaller_error_is_a_gain() -> None:
    def with_error(name: str, pixels: float) -> StageTest:
        predictions = stage(name, [[0] * 3] * 2).predictions
        moved = predictions.replace(keypoints=predictions.labels + [pixels, 0])
        return StageTest(name, False, moved.replace(head_sizes=None), {})

    *_, row = gain_rows([with_error('proposals', 4), with_error('layer 1', 1)])
    assert row['measure'] == 'error'
    assert row['gain'] == pytest.approx(100 * 3 / np.hypot(100, 200))


def test_report_and_figure(stages: list[StageTest], tmp_path: Path) -> None:
    text = write_report(stages, 'epoch_1', tmp_path)
    assert (tmp_path / 'layers.md').read_text() == text
    lines = text.splitlines()
    assert '2 people, 5 labeled keypoints.' in text
    assert '| layer 1 | 40.00 | 40.00 | 0.00 |' in lines
    assert '| layer 1 | proposals | +20 [+0, +33.3] | +20 [+0, +33.3] |' in lines
    assert '| map, DARK | 50.00 | 100.00 | 50.00 | 100.00 | 0.00 | 0.00 |' in lines
    assert '| keypoint | proposals | layer 1 | map, DARK |' in lines
    assert '| left_hand | 0.00 | 0.00 | 50.00 |' in lines
    rows = list(csv.DictReader((tmp_path / 'gains.csv').open()))
    assert float(rows[0]['high']) == pytest.approx(100 / 3)
    assert len(list(csv.DictReader((tmp_path / 'scores.csv').open()))) == 4 * 6
    draw_stages(stages, 'epoch_1', tmp_path / 'layers.png')
    assert cv2.imread(str(tmp_path / 'layers.png')).std() > 20
