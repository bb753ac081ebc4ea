"""Calibration of predictions whose distribution is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from poseur.analysis.predictions import assess
from poseur.analysis.predictions.calibration_metrics import (
    calibrate_scores,
    risk_coverage,
)
from poseur.analysis.predictions.calibration_report import (
    draw_calibration,
    write_tables,
)
from tests.helpers.keypoint_predictions import laplace_predictions


def test_a_sigma_of_s_means_an_error_of_s() -> None:
    for scales in assess(laplace_predictions()).total.scales.values():
        assert scales.factor == pytest.approx(1, abs=0.03)
        assert scales.gap < 0.06
        assert scales.within == pytest.approx((0.632, 0.865, 0.950), abs=0.015)
        assert scales.correlation > 0.3
        assert np.all(np.diff(scales.scales) > 0)


def test_scales_that_are_off_by_a_factor_along_each_axis() -> None:
    predictions = laplace_predictions(factor=np.array([0.25, 2.0]))
    scales = assess(predictions).total.scales
    assert scales['x'].factor == pytest.approx(0.25, rel=0.03)
    assert scales['y'].factor == pytest.approx(2, rel=0.03)
    assert scales['x'].gap == pytest.approx(3, rel=0.1)  # (1 - 0.25) / 0.25
    assert scales['x'].scaled_gap < 0.06
    assert scales['x'].within[0] == pytest.approx(0.632, abs=0.015)


def test_scales_that_say_nothing() -> None:
    predictions = laplace_predictions()
    order = np.random.default_rng(1).permutation(len(predictions))
    shuffled = predictions.sigmas[order]
    scales = assess(predictions.replace(sigmas=shuffled)).total.scales['x']
    assert abs(scales.correlation) < 0.03
    assert scales.scaled_gap > 0.3
    constant = assess(predictions.replace(sigmas=np.full_like(shuffled, 5.0))).total
    assert np.isnan(constant.scales['x'].correlation)
    assert constant.risks['RLE'].area == pytest.approx(1 - constant.accuracy)


def test_every_joint_by_itself() -> None:
    predictions = laplace_predictions(500)
    labeled = predictions.labeled.copy()
    labeled[:, 1] = False
    labeled[100:, 2] = False
    report = assess(predictions.replace(labeled=labeled))
    assert {name: each.count for name, each in report.keypoints.items()} == {
        'nose': 500,
        'right_hand': 100,
    }
    assert report.total.count == 600
    assert report.tolerance == 'an OKS of 0.5'


def test_expected_calibration_error_by_hand() -> None:
    scores = np.array([0.05, 0.15, 0.15, 0.95, 1.0])
    correct = np.array([False, True, False, True, True])
    found = calibrate_scores(scores, correct)
    np.testing.assert_allclose(found.scores, [0.05, 0.15, 0.975])
    np.testing.assert_allclose(found.accuracies, [0, 0.5, 1])
    assert found.error == pytest.approx((0.05 + 2 * 0.35 + 2 * 0.025) / 5)
    with pytest.raises(ValueError, match='not probabilities'):
        calibrate_scores(scores * 2, correct)


def test_constant_scores_are_off_by_the_share_of_wrong_ones() -> None:
    total = assess(laplace_predictions()).total
    assert total.scores['none'].error == pytest.approx(1 - total.accuracy)
    assert total.scores['as tested'].error == pytest.approx(abs(0.5 - total.accuracy))
    areas = {name: risk.area for name, risk in total.risks.items()}
    assert areas['oracle'] < areas['RLE'] < 0.9 * areas['none']
    assert areas['none'] == pytest.approx(1 - total.accuracy)


def test_risk_by_hand() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.5])
    wrong = np.array([True, False, True, False])
    found = risk_coverage(scores, wrong)
    np.testing.assert_allclose(found.coverage, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(found.risk, [0, 0.25, 1 / 3, 0.5])
    assert found.area == pytest.approx((0.25 + 1 / 3 + 0.5) / 4)


def test_tables_and_figure(tmp_path: Path) -> None:
    report = assess(laplace_predictions(300))
    text = write_tables(report, 'some people', tmp_path)
    assert (tmp_path / 'calibration.md').read_text() == text
    assert '300 people, 900 labeled keypoints' in text
    lines = (tmp_path / 'joints.csv').read_text().splitlines()
    assert [line.split(',')[0] for line in lines] == [
        'joint',
        'all',
        'nose',
        'left_hand',
        'right_hand',
    ]
    nose = report.keypoints['nose'].scales['y']
    expected = {
        'factor y': nose.factor,
        'sigma y': 100 * nose.mean_scale,
        'error y': 100 * nose.mean_error,
        'rank y': nose.correlation,
    }
    for name, value in expected.items():
        column = lines[0].split(',').index(name)
        assert float(lines[2].split(',')[column]) == pytest.approx(value), name
    assert len((tmp_path / 'bins.csv').read_text().splitlines()) > 1 + 2 * 10
    draw_calibration(report, 'some people', tmp_path / 'a.png')
    without = assess(laplace_predictions(300, sigmas=None))
    assert list(without.total.scores) == ['as tested']
    assert '## Scales' not in write_tables(without, 'heatmaps', tmp_path)
    draw_calibration(without, 'heatmaps', tmp_path / 'b.png')
    assert (tmp_path / 'a.png').stat().st_size > (tmp_path / 'b.png').stat().st_size
