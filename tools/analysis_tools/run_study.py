#!/usr/bin/env python
"""Train and test everything that a study compares, and write its table.

python tools/analysis_tools/run_study.py STUDY.py [--work-dir DIR] [--out DIR]
    [--records records.json] [--only NAME ...] [--report-only]

Interrupted or killed, the same command goes on where it stopped: finished runs are not
repeated, others resume from their last checkpoint. Started twice, two processes share
the runs. docs/studies/README.md shows how a study is written.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mmengine.config import Config
from mmengine.registry import init_default_scope

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.datasets.config_metainfo import dataset_metainfo
from poseur.evaluation.mean_pose import evaluate_mean_pose
from poseur.studies import (
    Row,
    RunBusyError,
    RunFailedError,
    Study,
    StudyRun,
    StudyRunner,
    adopt_records,
    export_records,
    finds_people,
    load_study,
    make_rows,
    write_csv,
    write_markdown,
)
from poseur.studies.figures import draw_study
from poseur.studies.prediction_grid import draw_prediction_grid

REPO = Path(__file__).resolve().parents[2]
TRAIN = (sys.executable, str(REPO / 'tools/train.py'))
TEST = (sys.executable, str(REPO / 'tools/test.py'))


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Train, test and compare')
    parser.add_argument('study', type=Path, help='study file')
    parser.add_argument(
        '--work-dir', type=Path, help='default: work_dirs/NAME_OF_THE_STUDY'
    )
    parser.add_argument(
        '--out', type=Path, help='folder of table and figure; default: the work dir'
    )
    parser.add_argument(
        '--only', nargs='+', default=[], metavar='NAME', help='names of runs to do'
    )
    parser.add_argument(
        '--records',
        type=Path,
        metavar='FILE',
        help='records.json from another machine, whose runs are not repeated',
    )
    parser.add_argument(
        '--report-only', action='store_true', help='train nothing, write the table'
    )
    args = parser.parse_args()
    args.work_dir = args.work_dir or Path('work_dirs') / args.study.stem
    args.out = args.out or args.work_dir
    return args


def execute(runner: StudyRunner, runs: Iterable[StudyRun]) -> list[str]:
    """Do all runs that nobody else does, then those that were busy.

    Returns:
        What went wrong; a run that fails does not keep the others from running.
    """
    busy, failures = [], []
    passes = ((list(runs), False), (busy, True))
    for todo, wait in passes:
        for run in todo:
            print(f'{run.folder} ...', flush=True)
            try:
                record = runner.execute(run, wait)
                print(f'{run.folder}: {record["metrics"][runner.metric]:.2f}')
            except RunBusyError:
                busy.append(run)
            except RunFailedError as error:
                failures.append(f'{run.folder}: {error}')
    return failures


def constant_row(cfg: Config, metric: str, work_dir: Path) -> Row:
    """The score of always predicting the median pose of the training set."""
    path = work_dir / 'median_pose.json'
    if not path.is_file():
        init_default_scope(cfg.default_scope)
        path.write_text(json.dumps(evaluate_mean_pose(cfg, 'median')))
    return Row('constant median pose', (json.loads(path.read_text())[metric],))


def report(study: Study, runner: StudyRunner, out: Path) -> None:
    """Write records, table, figure and pictures of the runs finished so far."""
    out.mkdir(parents=True, exist_ok=True)
    found = [runner.record_of(run) for run in study.runs]
    records = [record for record in found if record]
    rows = make_rows(records, study.metric)
    cfg = study.runs[0].load_config()
    if not finds_people(cfg):
        rows.append(constant_row(cfg, study.metric, runner.work_dir))
    write_csv(rows, out / 'results.csv')
    write_markdown(rows, study.title, study.metric, out / 'results.md')
    draw_study(records, rows, study.metric, out / 'curves.png')
    export_records(runner, study.runs, out / 'records.json')
    predictions = runner.predictions_of(study.runs)
    if predictions:
        picture = out / 'predictions.jpg'
        draw_prediction_grid(predictions, dataset_metainfo(cfg), picture)
    print((out / 'results.md').read_text())
    print(f'{len(records)} of {len(study.runs)} runs are finished; see {out}')


def main() -> None:
    """Run the study."""
    args = parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    study = load_study(args.study)
    unknown = set(args.only) - {run.name for run in study.runs}
    if unknown:
        names = dict.fromkeys(run.name for run in study.runs)
        raise SystemExit(f'--only: no {unknown} among the runs {", ".join(names)}')
    args.work_dir.mkdir(parents=True, exist_ok=True)
    runner = StudyRunner(args.work_dir, study.metric, TRAIN, TEST)
    if args.records:
        adopted = adopt_records(runner, study.runs, args.records)
        print(f'{adopted} finished runs taken over from {args.records}')
    failures = []
    if not args.report_only:
        chosen = [run for run in study.runs if not args.only or run.name in args.only]
        failures = execute(runner, chosen)
    report(study, runner, args.out)
    if failures:
        raise SystemExit('\n'.join(failures))


if __name__ == '__main__':
    main()
