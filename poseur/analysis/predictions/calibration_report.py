"""Tables and figure of a calibration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.structures.files import PartialFile, write_text

from ..table import markdown, write_csv
from .calibration import ORACLE, Calibration, CalibrationReport
from .calibration_metrics import INTERVALS, TESTED, WITHIN, ScaleCalibration

SCALES = (
    'Factor: mean error divided by mean sigma. Gap: mean distance between error and '
    'sigma over ten bins of sigma, divided by the mean error; the second gap, and the '
    'shares of errors within 1, 2 and 3 sigma, are with every sigma multiplied by the '
    'factor (shares of a Laplace distribution: '
    f'{", ".join(f"{share:.2f}" for share in WITHIN)}). Sigma and error are in percent '
    'of the crop; rank: Spearman correlation of the two.'
)
SCORES = (
    'ECE: expected calibration error, ten bins. AURC: area under the risk-coverage '
    'curve, the share of wrong keypoints among those with the highest scores, averaged '
    'over all shares kept. Constant scores give the share of wrong keypoints, sorting '
    'by the true error gives the oracle.'
)
DIAGONAL: dict[str, Any] = dict(color='gray', ls=':', lw=1)


def write_tables(report: CalibrationReport, title: str, folder: Path) -> str:
    """Write ``calibration.md``, ``joints.csv``, and ``bins.csv`` with the diagrams.

    Args:
        report: The calibration.
        title: Name of the test.
        folder: Folder of the files.

    Returns:
        The text of ``calibration.md``.
    """
    rows = [_row('all', report.total)]
    rows += [_row(name, each) for name, each in report.keypoints.items()]
    write_csv(rows, folder / 'joints.csv')
    write_csv(_bins(report.total), folder / 'bins.csv')
    parts = [
        f'# Calibration of {title}',
        f'{report.num_instances} people, {report.total.count} labeled keypoints. '
        f'Correct means within {report.tolerance}; {report.total.accuracy:.1%} are '
        'correct.',
    ]
    if report.total.scales:
        parts += ['## Scales', SCALES, markdown(scale_rows(report.total))]
    parts += ['## Scores', SCORES, markdown(score_rows(report.total))]
    short = [{k: v for k, v in row.items() if _is_short(k)} for row in rows]
    parts += ['## Joints', markdown(short)]
    text = '\n\n'.join(parts) + '\n'
    write_text(folder / 'calibration.md', text)
    return text


def scale_rows(total: Calibration) -> list[dict]:
    """Return a row for each axis."""
    return [
        {'axis': axis, **_scale_cells(scales)}
        | {'gap': scales.gap, 'gap after factor': scales.scaled_gap}
        | {f'within {k}': w for k, w in zip(INTERVALS, scales.within, strict=True)}
        for axis, scales in total.scales.items()
    ]


def score_rows(total: Calibration) -> list[dict]:
    """Return a row for each kind of score, and one for the oracle."""
    rows = []
    for name, risk in total.risks.items():
        ece = total.scores[name].error if name in total.scores else float('nan')
        rows.append({'score': name, 'ECE': ece, 'AURC': risk.area})
    return rows


def _scale_cells(scales: ScaleCalibration) -> dict[str, float]:
    return {
        'sigma': 100 * scales.mean_scale,
        'error': 100 * scales.mean_error,
        'factor': scales.factor,
        'rank': scales.correlation,
    }


def _row(name: str, keypoint: Calibration) -> dict:
    """Return a row of the table of keypoints."""
    row: dict[str, object] = {'joint': name, 'keypoints': keypoint.count}
    row['correct'] = keypoint.accuracy
    for axis, scales in keypoint.scales.items():
        row |= {f'{key} {axis}': value for key, value in _scale_cells(scales).items()}
    row |= {f'ECE {name}': scores.error for name, scores in keypoint.scores.items()}
    row |= {f'AURC {name}': risk.area for name, risk in keypoint.risks.items()}
    return row


def _is_short(column: str) -> bool:
    """Return whether ``calibration.md`` also shows a column of ``joints.csv``."""
    kind, _, score = column.partition(' ')
    return kind not in ('ECE', 'AURC') or score in (TESTED, ORACLE)


def _bins(total: Calibration) -> list[dict]:
    """Return all points of the reliability diagrams."""
    scales = [
        {'diagram': f'sigma {axis}', 'predicted': predicted, 'observed': observed}
        for axis, each in total.scales.items()
        for predicted, observed in zip(each.scales, each.errors, strict=True)
    ]
    scores = [
        {'diagram': f'score {name}', 'predicted': predicted, 'observed': observed}
        for name, each in total.scores.items()
        for predicted, observed in zip(each.scores, each.accuracies, strict=True)
    ]
    return scales + scores


def draw_calibration(report: CalibrationReport, title: str, path: Path) -> None:
    """Draw reliability of scales and scores, risk against coverage, and keypoints.

    Args:
        report: The calibration.
        title: Name of the test.
        path: Picture to write.
    """
    figure = Figure(figsize=(15, 9), layout='constrained')
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    (first, second, third), (fourth, fifth, sixth) = figure.subplots(2, 3)
    for axes, axis in ((first, 'x'), (second, 'y')):
        _draw_scales(axes, report.total, axis)
    _draw_keypoint_factors(third, report)
    _draw_scores(fourth, report)
    _draw_risks(fifth, report)
    _draw_keypoint_risks(sixth, report)
    with PartialFile(path) as partial:
        figure.savefig(partial, dpi=90)


def _draw_scales(axes: Axes, total: Calibration, axis: str) -> None:
    """Draw mean error against mean scale, before and after the factor."""
    axes.set(title=f'Does a sigma of s mean an error of s? ({axis})')
    axes.set(xlabel='sigma (% of the crop)', ylabel='mean error (% of the crop)')
    if axis not in total.scales:
        axes.text(0.5, 0.5, 'the model has no scales', ha='center')
        return
    scales = total.scales[axis]
    predicted, observed = 100 * scales.scales, 100 * scales.errors
    ends = [min(observed.min(), predicted.min() * scales.factor), predicted.max()]
    axes.plot(ends, ends, **DIAGONAL, label='sigma = error')
    axes.plot(predicted, observed, 'o-', label='as predicted')
    label = f'sigma x {scales.factor:.3f}'
    axes.plot(scales.factor * predicted, observed, 's-', label=label)
    axes.set(xscale='log', yscale='log')
    axes.legend()


def _draw_scores(axes: Axes, report: CalibrationReport) -> None:
    """Draw the share of correct keypoints against scores."""
    axes.plot([0, 1], [0, 1], **DIAGONAL)
    for name, scores in report.total.scores.items():
        label = f'{name}: ECE {scores.error:.3f}'
        axes.plot(scores.scores, scores.accuracies, 'o-', label=label)
    axes.set(title='Reliability of keypoint scores', xlabel='score')
    axes.set(ylabel=f'share within {report.tolerance}', xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend()


def _draw_risks(axes: Axes, report: CalibrationReport) -> None:
    """Draw the share of wrong keypoints against the share of keypoints kept."""
    for name, risk in report.total.risks.items():
        style = DIAGONAL if name == ORACLE else {}
        axes.plot(risk.coverage, risk.risk, label=f'{name}: {risk.area:.3f}', **style)
    axes.set(title='Risk and coverage', ylabel='share of wrong keypoints')
    axes.set(xlabel='share of keypoints kept, highest score first')
    axes.set(xlim=(0, 1), ylim=(0, None))
    axes.legend(title='area')


def _draw_keypoint_factors(axes: Axes, report: CalibrationReport) -> None:
    """Draw error divided by scale for each keypoint and axis."""
    keypoints = {name: each for name, each in report.keypoints.items() if each.scales}
    axes.set(title='Error / sigma')
    for offset, axis in ((-0.2, 'x'), (0.2, 'y')):
        factors = [each.scales[axis].factor for each in keypoints.values()]
        axes.barh(np.arange(len(keypoints)) + offset, factors, 0.4, label=axis)
    _label_keypoints(axes, list(keypoints))


def _draw_keypoint_risks(axes: Axes, report: CalibrationReport) -> None:
    """Draw the share of wrong predictions of each keypoint, in total and by score."""
    keypoints = report.keypoints.values()
    everything = [1 - each.accuracy for each in keypoints]
    risks = [each.risks[TESTED] for each in keypoints]
    half = [risk.risk[(len(risk.risk) - 1) // 2] for risk in risks]
    places = np.arange(len(everything))
    axes.barh(places - 0.2, everything, 0.4, label='all', color='C7')
    label = 'half with higher scores'
    axes.barh(places + 0.2, half, 0.4, label=label, color='C2')
    axes.set(title='Share of wrong keypoints')
    _label_keypoints(axes, list(report.keypoints))


def _label_keypoints(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    if names:
        axes.legend()
