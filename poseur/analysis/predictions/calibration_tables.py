"""The tables of a calibration."""

from __future__ import annotations

from pathlib import Path

from ..table import markdown, write_csv
from .calibration import ORACLE, Calibration, CalibrationReport
from .scale_calibration import INTERVALS, WITHIN, ScaleCalibration
from .score_calibration import TESTED

SCALES = (
    'Factor: mean error by mean sigma. Gap: mean distance between error and sigma over '
    'ten bins of sigma, by the mean error; then the same with every sigma multiplied '
    'by the factor, as for the shares of errors within 1, 2 and 3 sigma (Laplace: '
    f'{", ".join(f"{share:.2f}" for share in WITHIN)}). Sigma and error are in percent '
    'of the crop; rank: Spearman correlation of the two.'
)
SCORES = (
    'ECE: expected calibration error, ten bins. AURC: share of wrong keypoints among '
    'the surest, averaged over all shares kept; without sorting it is the share of '
    'wrong ones, and sorting by the true error gives the oracle.'
)


def write_tables(report: CalibrationReport, title: str, folder: Path) -> str:
    """Write ``calibration.md`` and ``joints.csv``, and the bins of the diagrams.

    Args:
        report: The calibration.
        title: What was tested.
        folder: Where the files go.

    Returns:
        The text of ``calibration.md``.
    """
    joints = [_row('all', report.total)]
    joints += [_row(name, joint) for name, joint in report.joints.items()]
    write_csv(joints, folder / 'joints.csv')
    write_csv(_bins(report.total), folder / 'bins.csv')
    parts = [
        f'# Calibration of {title}',
        f'{report.num_people} people, {report.total.count} labeled keypoints. Correct '
        f'means within {report.tolerance}; {report.total.accuracy:.1%} are.',
    ]
    if report.total.scales:
        parts += ['## Scales', SCALES, markdown(scale_rows(report.total))]
    parts += ['## Scores', SCORES, markdown(score_rows(report.total))]
    short = [{k: v for k, v in row.items() if _is_short(k)} for row in joints]
    parts += ['## Joints', markdown(short)]
    text = '\n\n'.join(parts) + '\n'
    (folder / 'calibration.md').write_text(text)
    return text


def scale_rows(total: Calibration) -> list[dict]:
    """A row for each axis."""
    return [
        {'axis': axis, **_scale_cells(scales)}
        | {'gap': scales.gap, 'gap after factor': scales.scaled_gap}
        | {f'within {k}': w for k, w in zip(INTERVALS, scales.within, strict=True)}
        for axis, scales in total.scales.items()
    ]


def score_rows(total: Calibration) -> list[dict]:
    """A row for each kind of score, and the oracle."""
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


def _row(name: str, joint: Calibration) -> dict:
    """A row of the table of joints."""
    row = {'joint': name, 'keypoints': joint.count, 'correct': joint.accuracy}
    for axis, scales in joint.scales.items():
        row |= {f'{key} {axis}': value for key, value in _scale_cells(scales).items()}
    row |= {f'ECE {name}': scores.error for name, scores in joint.scores.items()}
    row |= {f'AURC {name}': risk.area for name, risk in joint.risks.items()}
    return row


def _is_short(column: str) -> bool:
    """Whether a column of ``joints.csv`` is shown in ``calibration.md`` too."""
    kind, _, score = column.partition(' ')
    return kind not in ('ECE', 'AURC') or score in (TESTED, ORACLE)


def _bins(total: Calibration) -> list[dict]:
    """All points of the reliability diagrams."""
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
