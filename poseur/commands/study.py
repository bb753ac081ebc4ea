"""Train and test all runs of a study, and write its table.

poseur study STUDY.py [--work-dir DIR] [--out DIR]
    [--gpus N] [--only NAME ...] [--records records.json] [--report-only]

After an interruption the same command continues: finished runs are not repeated, others
resume from their last checkpoint. Several processes can share the runs of a study.
docs/studies/README.md shows how to write one; configs/studies has examples.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser
from poseur.structures.output_arguments import output_folder

if TYPE_CHECKING:
    from poseur.studies import Study, StudyRun, StudyRunner

ROOT = Path(__file__).resolve().parents[2]  # holds this package
#: For torchrun, which passes these on to its processes: Slurm's warning, too.
SIGNALS = 'PET_SIGNALS_TO_HANDLE=SIGTERM,SIGINT,SIGHUP,SIGQUIT,SIGUSR1'


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('study', __doc__)
    parser.add_argument(
        'study', type=Path, help='study file, or the name of one of poseur'
    )
    parser.add_argument(
        '--work-dir',
        type=output_folder,
        help='folder of the runs; default: work_dirs/NAME_OF_THE_STUDY',
    )
    parser.add_argument(
        '--out',
        type=output_folder,
        help='folder of table and figures; default: the work dir',
    )
    parser.add_argument(
        '--gpus', type=int, help='number of training processes, one for each GPU'
    )
    parser.add_argument(
        '--only',
        nargs='+',
        default=[],
        metavar='NAME',
        help='names of the runs to execute; default: all',
    )
    parser.add_argument(
        '--records',
        type=Path,
        metavar='FILE',
        help='records.json of another machine, whose runs are not repeated',
    )
    parser.add_argument(
        '--report-only', action='store_true', help='only write the table'
    )
    args = parser.parse_args()
    args.work_dir = args.work_dir or Path('work_dirs') / args.study.stem
    args.out = args.out or args.work_dir
    return args


def make_runner(work_dir: Path, gpus: int | None) -> StudyRunner:
    """Return a runner that uses ``poseur train`` and ``poseur test``."""
    from poseur.studies import StudyRunner

    paths = filter(None, [str(ROOT), os.environ.get('PYTHONPATH')])
    start = ['env', f'PYTHONPATH={os.pathsep.join(paths)}', SIGNALS, sys.executable]
    test = [*start, '-m', 'poseur', 'test']
    if gpus is not None:
        start += ['-m', 'torch.distributed.run', '--standalone']
        start.append(f'--nproc_per_node={gpus}')
    train = [*start, '-m', 'poseur', 'train']
    work_dir.mkdir(parents=True, exist_ok=True)
    return StudyRunner(work_dir, train, test, gpus or 1)


def choose_runs(study: Study, names: Sequence[str]) -> list[StudyRun]:
    """Return the runs with these names and their tests, or all if there are no names.

    Raises:
        StudyError: If a name does not exist.
    """
    from poseur.studies import StudyError

    known = dict.fromkeys(run.name for run in study.runs)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise StudyError(f'--only: {unknown} are not among the runs {", ".join(known)}')
    return [
        run
        for run in study.runs
        if not names or {run.name, (run.trained_by or run).name} & set(names)
    ]


def run_study(args: argparse.Namespace) -> list[str]:
    """Run the study, write its report, and return messages of the failures.

    Raises:
        FolderBusyError: If a run of ``--records`` is being trained by another process.
        StudyError: If the study or the records cannot be used.
    """
    from poseur.config import find_config
    from poseur.engine.batch_size import batch_size_warning
    from poseur.studies import (
        execute_all,
        import_records,
        load_study,
        write_report,
    )

    study = load_study(find_config(args.study))
    runs = choose_runs(study, args.only)
    runner = make_runner(args.work_dir, args.gpus)
    if args.records:
        imported = import_records(runner, study.runs, args.records)
        print(f'{imported} finished runs imported from {args.records}')
    failures = []
    if not args.report_only:
        for run in (each for each in runs if not each.trained_by):
            warning = batch_size_warning(run.load_config(), runner.processes)
            if warning:
                print(f'{run.folder}: {warning}', file=sys.stderr)
        failures = execute_all(runner, study, runs)
    for note in write_report(study, runner, args.out):
        print(note, file=sys.stderr)
    return failures


def main() -> None:
    """Run the study of the command line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    failures = run_study(parse_args())
    if failures:
        raise SystemExit(f'{len(failures)} runs failed:\n' + '\n'.join(failures))
