"""The figure of a calibration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .calibration import ORACLE, Calibration, CalibrationReport
from .score_calibration import TESTED

DIAGONAL = dict(color='gray', ls=':', lw=1)


def draw_calibration(report: CalibrationReport, title: str, path: Path) -> None:
    """Draw reliability of scales and scores, risk against coverage, and joints.

    Args:
        report: The calibration.
        title: What was tested.
        path: Picture to write.
    """
    figure = Figure(figsize=(15, 9), layout='constrained')
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    (first, second, third), (fourth, fifth, sixth) = figure.subplots(2, 3)
    for axes, axis in ((first, 'x'), (second, 'y')):
        _draw_scales(axes, report.total, axis)
    _draw_joints(third, report)
    _draw_scores(fourth, report)
    _draw_risks(fifth, report)
    _draw_joint_risks(sixth, report)
    figure.savefig(path, dpi=90)


def _draw_scales(axes: Axes, total: Calibration, axis: str) -> None:
    """Mean error against mean scale, before and after the factor."""
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
    """Share of correct keypoints against scores."""
    axes.plot([0, 1], [0, 1], **DIAGONAL)
    for name, scores in report.total.scores.items():
        label = f'{name}: ECE {scores.error:.3f}'
        axes.plot(scores.scores, scores.accuracies, 'o-', label=label)
    axes.set(title='Reliability of keypoint scores', xlabel='score')
    axes.set(ylabel=f'share within {report.tolerance}', xlim=(0, 1.02), ylim=(0, 1.02))
    axes.legend()


def _draw_risks(axes: Axes, report: CalibrationReport) -> None:
    """Share of wrong keypoints among the surest."""
    for name, risk in report.total.risks.items():
        style = DIAGONAL if name == ORACLE else {}
        axes.plot(risk.coverage, risk.risk, label=f'{name}: {risk.area:.3f}', **style)
    axes.set(title='Risk and coverage', xlabel='share of keypoints kept, surest first')
    axes.set(ylabel='share of wrong ones', xlim=(0, 1), ylim=(0, None))
    axes.legend(title='area')


def _draw_joints(axes: Axes, report: CalibrationReport) -> None:
    """Error by scale of each joint and axis."""
    joints = {name: joint for name, joint in report.joints.items() if joint.scales}
    axes.set(title='Error / sigma')
    for offset, axis in ((-0.2, 'x'), (0.2, 'y')):
        factors = [joint.scales[axis].factor for joint in joints.values()]
        axes.barh(np.arange(len(joints)) + offset, factors, 0.4, label=axis)
    _name_joints(axes, list(joints))


def _draw_joint_risks(axes: Axes, report: CalibrationReport) -> None:
    """Share of wrong keypoints of each joint, of all and of the surer half."""
    joints = report.joints.values()
    everything = [1 - joint.accuracy for joint in joints]
    risks = [joint.risks[TESTED] for joint in joints]
    half = [risk.risk[(len(risk.risk) - 1) // 2] for risk in risks]
    places = np.arange(len(everything))
    axes.barh(places - 0.2, everything, 0.4, label='all', color='C7')
    axes.barh(places + 0.2, half, 0.4, label='surer half', color='C2')
    axes.set(title='Share of wrong keypoints')
    _name_joints(axes, list(report.joints))


def _name_joints(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    if names:
        axes.legend()
