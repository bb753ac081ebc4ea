"""Execution of a study: every run is trained and tested once, despite interruptions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from mmengine.config import Config

from poseur.analysis import parameters_and_macs
from poseur.checkpoints import pointed_checkpoint, write_atomically

from .processes import RunBusyError, RunFailedError, run_command, run_lock
from .records import RunRecord, read_records
from .study import Study, StudyError, StudyRun, settings_digest
from .training_log import TrainingLog, seconds_per_test_batch

CONFIG, RECORD, OUTPUT, LOCK = 'config.py', 'record.json', 'output.log', '.lock'
PREDICTIONS = 'predictions.pkl'
TRAINING, TEST = 'training', 'test'


class StudyRunner:
    """Trains and tests runs with the ordinary tools, each in its own folder.

    A finished run has a record in its folder and is never repeated. An interrupted run
    resumes from its last checkpoint. Several processes can work on one study: each run
    is locked while a process works on it, even if this is a training process that
    outlived a killed study.

    Args:
        work_dir: Folder of the study.
        train: Command that trains, ``[*train, CONFIG, --work-dir DIR, --resume]``.
        test: Command that tests, ``[*test, CONFIG, CHECKPOINT, ...]``.
        processes: Number of processes that ``train`` starts, one for each GPU.
    """

    def __init__(
        self,
        work_dir: Path,
        train: Sequence[str],
        test: Sequence[str],
        processes: int = 1,
    ) -> None:
        self.work_dir = work_dir
        self.train = train
        self.test = test
        self.processes = processes

    def folder_of(self, run: StudyRun) -> Path:
        """Return the folder in which a run is trained and tested."""
        return self.work_dir / run.folder

    def record_of(self, run: StudyRun) -> RunRecord | None:
        """Return the record of a run, or None if the run is not finished.

        Raises:
            StudyError: If the run was made with other settings.
        """
        folder = self.folder_of(run)
        config, path = folder / CONFIG, folder / RECORD
        if config.is_file() and settings_digest(Config.fromfile(config)) != run.digest:
            raise StudyError(
                f'{config} holds other settings than run {run.name!r} has now. Rename '
                f'the run, or delete {folder} to train it again.'
            )
        if not path.is_file():
            return None
        return RunRecord.from_dict(json.loads(path.read_text()))

    def predictions_of(self, finished: Sequence[StudyRun]) -> dict[str, Path]:
        """Return the dumped predictions of each name's first seed tested here."""
        files: dict[str, Path] = {}
        for run in finished:
            path = self.folder_of(run) / PREDICTIONS
            if path.is_file():
                files.setdefault(run.name, path)
        return files

    def execute(self, run: StudyRun, wait: bool) -> RunRecord:
        """Train and test a run unless it is finished, and return its record.

        Args:
            run: The run.
            wait: Whether to wait for another process that works on the run.

        Raises:
            RunBusyError: If another process works on the run and ``wait`` is false.
            RunFailedError: If training or test failed.
            StudyError: If the run was made with other settings.
        """
        folder = self.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        with run_lock(folder / LOCK, wait) as lock:
            record = self.record_of(run)
            if record is None:
                self._write_config(run)
                metrics = self._train_and_test(folder, lock)
                record = self._make_record(run, folder, metrics)
                self._write_record(run, record)
        return record

    def import_record(self, run: StudyRun, record: RunRecord) -> None:
        """Save the record of a run that was finished elsewhere.

        Raises:
            RunBusyError: If another process works on the run.
        """
        folder = self.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        with run_lock(folder / LOCK, wait=False):
            self._write_config(run)
            self._write_record(run, record)

    def _write_config(self, run: StudyRun) -> None:
        text = run.load_config().pretty_text
        write_atomically(text.encode(), self.folder_of(run) / CONFIG)

    def _write_record(self, run: StudyRun, record: RunRecord) -> None:
        text = json.dumps(record.to_dict(), indent=1)
        write_atomically(text.encode(), self.folder_of(run) / RECORD)

    def _train_and_test(self, folder: Path, lock: int) -> dict[str, float]:
        """Run both commands, which share the lock, and return the metrics."""
        config, output = folder / CONFIG, folder / OUTPUT
        trained, tested = folder / TRAINING, folder / TEST
        options: list[object] = ['--work-dir', trained, '--resume']
        run_command([*self.train, config, *options], output, lock)
        checkpoint = pointed_checkpoint(str(trained))
        if checkpoint is None:
            raise RunFailedError(
                f'the training left no checkpoint in {trained}; its config needs a '
                'checkpoint hook that saves the last epoch'
            )
        metrics = tested / 'metrics.json'
        options = ['--work-dir', tested, '--out', metrics]
        options += ['--dump', folder / PREDICTIONS]
        run_command([*self.test, config, checkpoint, *options], output, lock)
        return json.loads(metrics.read_text())

    def _make_record(
        self, run: StudyRun, folder: Path, metrics: dict[str, float]
    ) -> RunRecord:
        """Make the record of a finished run from its config, metrics and logs."""
        cfg = run.load_config()
        parameters, macs = parameters_and_macs(cfg)
        log = TrainingLog(folder / TRAINING)
        images = cfg.train_dataloader.batch_size * self.processes
        seconds_per_batch = seconds_per_test_batch(folder / TEST)
        return RunRecord(
            name=run.name,
            config=run.config.name,
            overrides=dict(run.overrides),
            seed=run.seed,
            metrics=metrics,
            parameters=parameters,
            macs=macs,
            train_images_per_second=images / log.seconds_per_step,
            test_images_per_second=cfg.test_dataloader.batch_size / seconds_per_batch,
            device=device_name(self.processes),
            curve=log.curve,
        )


def device_name(processes: int) -> str:
    """Return the name of the training devices, such as ``'8 x NVIDIA A100'``."""
    if torch.cuda.is_available():
        return f'{processes} x {torch.cuda.get_device_name()}'
    return f'{processes} x CPU process'


def execute_all(
    runner: StudyRunner, study: Study, runs: Sequence[StudyRun]
) -> list[str]:
    """Execute all runs, those that other processes work on last.

    A failed run does not stop the others.

    Returns:
        Messages of the failures, which are also printed when they happen.
    """
    busy: list[StudyRun] = []
    failures: list[str] = []
    for todo, wait in ((list(runs), False), (busy, True)):
        for run in todo:
            print(f'{run.folder} ...', flush=True)
            try:
                record = runner.execute(run, wait)
                print(f'{run.folder}: {record.score(study.metric):.4g}', flush=True)
            except RunBusyError:
                print(f'{run.folder}: busy, another process trains it', flush=True)
                busy.append(run)
            except (RunFailedError, StudyError) as error:
                failures.append(f'{run.folder}: {error}')
                print(failures[-1], flush=True)
    return failures


def import_records(runner: StudyRunner, runs: Sequence[StudyRun], path: Path) -> int:
    """Import the records of another machine, so that its runs are not repeated.

    Args:
        runner: Runner of the study on this machine.
        runs: All runs of the study.
        path: File written by :func:`export_records` on the other machine.

    Returns:
        The number of imported records. Runs that are finished here keep theirs.

    Raises:
        RunBusyError: If another process works on one of the runs.
        StudyError: If the file cannot be read, or holds a run with other settings.
    """
    records = read_records(path)
    imported = 0
    for run in runs:
        record, digest = records.get((run.name, run.seed), (None, None))
        if record is None or runner.record_of(run):
            continue
        if digest != run.digest:
            raise StudyError(
                f'{path} holds {run.name!r} with seed {run.seed}, made with other '
                'settings than it has now. Rename the run, or remove it from the file '
                'to train it again.'
            )
        runner.import_record(run, record)
        imported += 1
    return imported
