"""The report of a study: table, figure, pictures and records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mmengine.config import Config

from poseur.checkpoints import write_atomically
from poseur.config import dataset_metainfo, default_scope, is_detector
from poseur.evaluation.mean_pose import evaluate_mean_pose
from poseur.structures import Skeleton

from .comparison import Row, compare_rows, make_rows
from .prediction_grid import draw_prediction_grid
from .records import RunRecord, export_records
from .results import draw_study, write_csv, write_markdown
from .runner import StudyRunner
from .study import Study, StudyError, StudyRun, settings_digest

#: Keys of a config that determine the score of the median pose.
DATA_KEYS = ('data_root', 'train_dataloader', 'test_dataloader', 'test_evaluator')


def write_report(study: Study, runner: StudyRunner, out: Path) -> list[str]:
    """Write the report of the runs finished so far.

    Args:
        study: The study.
        runner: Runner of the study.
        out: Folder to write to.

    Returns:
        Notes on everything that is left out, with the reasons.
    """
    out.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    finished = finished_runs(study, runner, notes)
    export_records(finished, out / 'records.json')
    records = measured_records([record for _, record in finished], study.metrics, notes)
    rows = make_rows(records, *study.metrics) + constant_rows(study, runner, notes)
    if study.reference:
        rows = compare_rows(rows, records, study.metric, study.reference)
    write_csv(rows, out / 'results.csv')
    devices = sorted({record.device for record in records})
    path = out / 'results.md'
    write_markdown(rows, study.title, study.metric, devices, path, study.reference)
    if rows:
        draw_study(records, rows, study.metric, out / 'curves.png')
    runs = [run for run, _ in finished if not run.trained_by]
    draw_pictures(study, runs, runner, out / 'predictions.jpg', notes)
    print(path.read_text(encoding='utf-8'))
    print(f'{len(finished)} of {len(study.runs)} runs are finished; see {out}')
    return notes


def finished_runs(
    study: Study, runner: StudyRunner, notes: list[str]
) -> list[tuple[StudyRun, RunRecord]]:
    """Return the finished runs with records, except those made with other settings."""
    finished = []
    for run in study.runs:
        try:
            record = runner.record_of(run)
        except StudyError as error:
            notes.append(f'left out: {error}')
            continue
        if record and record.people is None:  # finished by an earlier version
            record = replace(record, people=runner.people_of(run))
        if record:
            finished.append((run, record))
    return finished


def measured_records(
    records: Iterable[RunRecord], metrics: Iterable[str], notes: list[str]
) -> list[RunRecord]:
    """Return the records that have all metrics."""
    measured = []
    for record in records:
        try:
            for metric in metrics:
                record.score(metric)
            measured.append(record)
        except StudyError as error:
            notes.append(f'left out of table and figure: {error}')
    return measured


def constant_rows(study: Study, runner: StudyRunner, notes: list[str]) -> list[Row]:
    """Return a row for the median training pose if it can be scored.

    This needs a model of crops, and the data on this machine.
    """
    cfg = study.runs[0].load_config()
    if is_detector(cfg):
        return []
    try:
        metrics = median_pose_metrics(cfg, runner.work_dir / 'median_pose.json')
    except FileNotFoundError as error:
        notes.append(f'no row for the constant median pose: {error}')
        return []
    absent = set(study.metrics) - set(metrics)
    if absent:
        names = ', '.join(sorted(absent))
        notes.append(f'no row for the constant median pose: it has no {names}')
        return []
    score, *also = (metrics[name] for name in study.metrics)
    further = dict(zip(study.metrics[1:], also, strict=True))
    return [Row('constant median pose', (score,), also=further)]


def median_pose_metrics(cfg: Config, path: Path) -> dict[str, float]:
    """Score the median training pose, the zero of a study's metric.

    Args:
        cfg: Config of a model of crops.
        path: File in which results are cached by the digest of the data settings.

    Raises:
        FileNotFoundError: If the result is not cached and the data are missing.
    """
    digest = settings_digest(Config({key: cfg[key] for key in DATA_KEYS if key in cfg}))
    cached = json.loads(path.read_text(encoding='utf-8')) if path.is_file() else {}
    if digest not in cached:
        print('scoring the median pose of the training set ...', flush=True)
        with default_scope(cfg):
            cached[digest] = evaluate_mean_pose(cfg, 'median')
        write_atomically(json.dumps(cached, indent=1).encode(), path)
    return cached[digest]


def draw_pictures(
    study: Study,
    runs: list[StudyRun],
    runner: StudyRunner,
    path: Path,
    notes: list[str],
) -> None:
    """Draw the predictions of the models that were tested on this machine."""
    predictions = runner.predictions_of(runs)
    if not predictions:
        notes.append(f'no {path.name}: no run was tested on this machine')
        return
    skeleton = Skeleton.from_metainfo(dataset_metainfo(runs[0].load_config()))
    try:
        draw_prediction_grid(predictions, skeleton, path, photographs=study.photographs)
    except (OSError, ValueError) as error:
        notes.append(f'no {path.name}: {error}')
