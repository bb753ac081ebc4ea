"""Everything a study writes: table, figure, pictures, records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from poseur.config import dataset_metainfo, is_detector

from .constant_pose import constant_pose_metrics
from .execution import StudyRunner
from .figures import draw_study
from .prediction_grid import draw_prediction_grid
from .record import RunRecord
from .results import Row, make_rows, write_csv, write_markdown
from .study import Study, StudyError, StudyRun
from .traveling_records import export_records


def write_report(study: Study, runner: StudyRunner, out: Path) -> list[str]:
    """Write the report of the runs finished so far.

    Args:
        study: The study.
        runner: What ran it.
        out: Folder to write to.

    Returns:
        What had to be left out, and why.
    """
    out.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    finished = finished_runs(study, runner, notes)
    export_records(finished, out / 'records.json')
    records = measured_records([record for _, record in finished], study.metric, notes)
    rows = make_rows(records, study.metric) + constant_rows(study, runner, notes)
    write_csv(rows, out / 'results.csv')
    devices = sorted({record.device for record in records})
    write_markdown(rows, study.title, study.metric, devices, out / 'results.md')
    if rows:
        draw_study(records, rows, study.metric, out / 'curves.png')
    runs = [run for run, _ in finished]
    draw_pictures(runs, runner, out / 'predictions.jpg', notes)
    print((out / 'results.md').read_text())
    print(f'{len(finished)} of {len(study.runs)} runs are finished; see {out}')
    return notes


def finished_runs(
    study: Study, runner: StudyRunner, notes: list[str]
) -> list[tuple[StudyRun, RunRecord]]:
    """The finished runs with their records, without those made with other settings."""
    finished = []
    for run in study.runs:
        try:
            record = runner.record_of(run)
        except StudyError as error:
            notes.append(f'left out: {error}')
            continue
        if record:
            finished.append((run, record))
    return finished


def measured_records(
    records: Iterable[RunRecord], metric: str, notes: list[str]
) -> list[RunRecord]:
    """The records that have the metric."""
    measured = []
    for record in records:
        try:
            record.score(metric)
            measured.append(record)
        except StudyError as error:
            notes.append(f'left out of table and figure: {error}')
    return measured


def constant_rows(study: Study, runner: StudyRunner, notes: list[str]) -> list[Row]:
    """The median training pose as a row, for models of crops where the data are."""
    cfg = study.runs[0].load_config()
    if is_detector(cfg):
        return []
    try:
        metrics = constant_pose_metrics(cfg, runner.work_dir / 'median_pose.json')
    except FileNotFoundError as error:
        notes.append(f'no row for the constant median pose: {error}')
        return []
    if study.metric not in metrics:
        notes.append(f'no row for the constant median pose: it has no {study.metric}')
        return []
    return [Row('constant median pose', (metrics[study.metric],))]


def draw_pictures(
    runs: list[StudyRun], runner: StudyRunner, path: Path, notes: list[str]
) -> None:
    """Draw what was predicted by the models that were tested here."""
    predictions = runner.predictions_of(runs)
    if not predictions:
        notes.append(f'no {path.name}: no run was tested on this machine')
        return
    metainfo = dataset_metainfo(runs[0].load_config())
    try:
        draw_prediction_grid(predictions, metainfo, path)
    except (OSError, ValueError) as error:
        notes.append(f'no {path.name}: {error}')
