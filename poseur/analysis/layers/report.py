"""Report on the stages of a network: Markdown, CSV files and a bar chart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from poseur.evaluation.bootstrap import Difference, Interval
from poseur.structures.files import PartialFile, write_text

from ..table import markdown, write_csv
from .tables import ALL, HIDDEN, VISIBLE, best_readout, gain_rows, score_rows
from .testing import StageTest

PCKH = (
    'PCKh@0.5 and PCKh@0.1: percentage of keypoints within this share of the head size.'
)
COCO = (
    'OKS: mean similarity of the keypoints in percent. Error: mean distance in percent '
    'of the diagonal of the crop. {} is that of the evaluator, on annotated boxes; the '
    'score of a keypoint read from a map is its largest probability.'
)
SWAPPED = (
    'Swapped: percentage of keypoints that are nearer to the label of the other '
    "side's keypoint than to their own."
)
GAINS = (
    'Positive: better. In brackets: 95 % interval over people (paired bootstrap). The '
    'best reading of a map was chosen by its score on the same people.'
)


def write_report(stages: Sequence[StageTest], title: str, folder: Path) -> str:
    """Write ``layers.md``, ``scores.csv`` and ``gains.csv``.

    Args:
        stages: Tests of all stages.
        title: Name of the checkpoint.
        folder: Folder of the files.

    Returns:
        The text of ``layers.md``.
    """
    scores, gains = score_rows(stages), gain_rows(stages)
    write_csv(scores, folder / 'scores.csv')
    write_csv(gains, folder / 'gains.csv')
    people = len(stages[0].predictions)
    keypoints = scores[0]['keypoints']
    parts = [
        f'# Stages of {title}',
        f'{people} people, {keypoints} labeled keypoints. {explanation(stages)}',
        markdown(stage_rows(stages, scores), digits=2),
        '## Gains',
        GAINS,
        markdown(pivot_gains(gains)),
    ]
    if any(row['group'] == HIDDEN for row in scores):
        table = markdown(visibility_rows(stages, scores), digits=2)
        parts += ['## Visible and hidden keypoints', table]
    for measure in stages[0].measures:
        table = markdown(keypoint_rows(stages, scores, measure.name), digits=2)
        parts += [f'## {measure.name} of each keypoint', table]
    text = '\n\n'.join(parts) + '\n'
    write_text(folder / 'layers.md', text)
    return text


def explanation(stages: Sequence[StageTest]) -> str:
    """Return a description of the columns."""
    name = next(iter(stages[0].metrics), None)
    return f'{COCO.format(name) if name else PCKH} {SWAPPED}'


def stage_rows(stages: Sequence[StageTest], scores: Sequence[dict]) -> list[dict]:
    """Return the means of each stage, after the first metric of the evaluator."""
    means = [row for row in scores if row['group'] == ALL]
    rows = []
    for stage, row in zip(stages, means, strict=True):
        first = list(stage.metrics.items())[:1]
        columns = [key for key in row if key not in ('stage', 'group', 'keypoints')]
        rows.append(
            {'stage': stage.name}
            | {name: f'{value:.4f}' for name, value in first}
            | {column: row[column] for column in columns}
        )
    return rows


def pivot_gains(gains: Sequence[dict]) -> list[dict]:
    """Return a row for each pair of stages, with a column for each measure."""
    rows: dict[tuple[str, str], dict] = {}
    for row in gains:
        key = row['stage'], row['over']
        shown = rows.setdefault(key, dict(stage=key[0], over=key[1]))
        interval = Interval(row['low'], row['high'])
        shown[row['measure']] = str(Difference(row['gain'], interval))
    return list(rows.values())


def visibility_rows(stages: Sequence[StageTest], scores: Sequence[dict]) -> list[dict]:
    """Return each stage's measures of visible and of hidden keypoints."""
    cells = {(row['stage'], row['group']): row for row in scores}
    measures = [measure.name for measure in (*stages[0].measures, stages[0].swapped)]
    return [
        {'stage': stage.name}
        | {
            f'{measure}, {group}': cells[stage.name, group][measure]
            for measure in measures
            for group in (VISIBLE, HIDDEN)
        }
        for stage in stages
    ]


def keypoint_rows(
    stages: Sequence[StageTest], scores: Sequence[dict], measure: str
) -> list[dict]:
    """Return a measure of each keypoint, with a column for each stage.

    Only the best reading of a score map has a column.
    """
    readout = best_readout(stages)
    shown = [stage for stage in stages if not stage.dense or stage is readout]
    cells = {(row['stage'], row['group']): row[measure] for row in scores}
    names = [*stages[0].predictions.names, ALL]
    return [
        {'keypoint': name} | {stage.name: cells[stage.name, name] for stage in shown}
        for name in names
    ]


def draw_stages(stages: Sequence[StageTest], title: str, path: Path) -> None:
    """Draw a bar for each stage and measure.

    Args:
        stages: Tests of all stages.
        title: Name of the checkpoint.
        path: Picture to write.
    """
    count = len(stages[0].measures)
    figure = Figure(figsize=(5 * count + 2, 0.35 * len(stages) + 1.5))
    figure.set_layout_engine('constrained')
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    columns = figure.subplots(1, count, sharey=True, squeeze=False)[0]
    colors = ['C1' if stage.dense else 'C0' for stage in stages]
    for index, axes in enumerate(columns):
        means = [stage.measures[index].mean() for stage in stages]
        bars = axes.barh(range(len(stages)), means, color=colors)
        axes.bar_label(bars, fmt='%.1f', padding=2, fontsize='small')
        axes.margins(x=0.12)
        axes.set_xlabel(f'{stages[0].measures[index].name} (%)')
    columns[0].set_yticks(range(len(stages)), [stage.name for stage in stages])
    columns[0].invert_yaxis()
    with PartialFile(path) as partial:
        figure.savefig(partial, dpi=110)
