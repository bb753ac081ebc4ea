"""Train and test the runs of a study, each once, whatever interrupts them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from poseur.engine.checkpoint import pointed_checkpoint, write_atomically

from .model_kind import parameters_and_macs
from .run_lock import run_lock
from .study import StudyError, StudyRun
from .training_log import TrainingLog, seconds_per_test_batch

CONFIG, RECORD, OUTPUT, LOCK = 'config.py', 'record.json', 'output.log', '.lock'
PREDICTIONS = 'predictions.pkl'
TRAINING, TEST = 'training', 'test'


class RunFailedError(RuntimeError):
    """A training or test that ended with an error."""


class StudyRunner:
    """Trains and tests runs by the ordinary tools, in a folder for each run.

    A finished run has a record there and is never repeated; one that was interrupted
    goes on from its last checkpoint. Several processes can share a study: each run is
    locked as long as a process works on it, training processes that outlived a killed
    study included.

    Args:
        work_dir: Folder of the study.
        metric: Name of its metric.
        train: Command that trains, ``[*train, CONFIG, --work-dir DIR, --resume]``.
        test: Command that tests, ``[*test, CONFIG, CHECKPOINT, ...]``.
    """

    def __init__(
        self, work_dir: Path, metric: str, train: Sequence[str], test: Sequence[str]
    ) -> None:
        self.work_dir = work_dir
        self.metric = metric
        self.train = train
        self.test = test

    def record_of(self, run: StudyRun) -> dict | None:
        """The record of a finished run, else None.

        Raises:
            StudyError: If the run was made with other settings.
        """
        folder = self.work_dir / run.folder
        _check_settings(run, folder)
        path = folder / RECORD
        return json.loads(path.read_text()) if path.is_file() else None

    def predictions_of(self, runs: Sequence[StudyRun]) -> dict[str, Path]:
        """What the first seed of each name predicted that was finished here."""
        files: dict[str, Path] = {}
        for run in runs:
            path = self.work_dir / run.folder / PREDICTIONS
            if self.record_of(run) and path.is_file():
                files.setdefault(run.name, path)
        return files

    def execute(self, run: StudyRun, wait: bool) -> dict:
        """Train and test a run unless that is done, and give its record.

        Args:
            run: The run.
            wait: Whether to wait for another process that works on it.

        Raises:
            RunBusyError: If there is one and ``wait`` is false.
            RunFailedError: If training or test failed.
            StudyError: If the metric is not among those measured.
        """
        folder = self.work_dir / run.folder
        folder.mkdir(parents=True, exist_ok=True)
        with run_lock(folder / LOCK, wait) as lock:
            record = self.record_of(run)
            if record is None:
                write_atomically(_settings(run).encode(), folder / CONFIG)
                metrics = self._train_and_test(folder, lock)
                record = self._make_record(run, folder, metrics)
                self.keep_record(run, record)
        return record

    def keep_record(self, run: StudyRun, record: dict) -> None:
        """Write down that a run is finished, and what came of it."""
        folder = self.work_dir / run.folder
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(_settings(run).encode(), folder / CONFIG)
        write_atomically(json.dumps(record, indent=1).encode(), folder / RECORD)

    def _train_and_test(self, folder: Path, lock: int) -> dict[str, float]:
        """Run both tools; the lock is theirs as well."""
        config, trained, tested = folder / CONFIG, folder / TRAINING, folder / TEST
        out = tested / 'metrics.json'
        where = ['--work-dir', trained]
        self._call([*self.train, config, *where, '--resume'], folder, lock)
        checkpoint = pointed_checkpoint(str(trained))
        where = ['--work-dir', tested, '--out', out, '--dump', folder / PREDICTIONS]
        self._call([*self.test, config, checkpoint, *where], folder, lock)
        return json.loads(out.read_text())

    @staticmethod
    def _call(command: Sequence[object], folder: Path, lock: int) -> None:
        """Run a command, its output appended to a file; it ends if this process does.

        Raises:
            RunFailedError: If the command fails.
        """
        words = [str(word) for word in command]
        with (folder / OUTPUT).open('a') as output:
            process = subprocess.Popen(
                words, stdout=output, stderr=subprocess.STDOUT, pass_fds=[lock]
            )
            try:
                status = process.wait()
            except BaseException:
                process.terminate()
                process.wait()
                raise
        if status:
            end = (folder / OUTPUT).read_text(errors='replace')[-1500:]
            raise RunFailedError(
                f'{" ".join(words)} ended with status {status}; the whole output is '
                f'in {folder / OUTPUT}:\n{end}'
            )

    def _make_record(
        self, run: StudyRun, folder: Path, metrics: dict[str, float]
    ) -> dict:
        """Everything about a finished run that tables and figures show."""
        if self.metric not in metrics:
            raise StudyError(
                f'run {run.name!r} measured {", ".join(metrics)}, but no '
                f'{self.metric}; set metric in the study file to one of these'
            )
        cfg = run.load_config()
        parameters, macs = parameters_and_macs(cfg)
        log = TrainingLog(folder / TRAINING, self.metric)
        seconds_per_batch = seconds_per_test_batch(folder / TEST)
        return dict(
            name=run.name,
            config=run.config.name,
            overrides=dict(run.overrides),
            seed=run.seed,
            metrics=metrics,
            parameters=parameters,
            macs=macs,
            train_images_per_second=cfg.train_dataloader.batch_size
            / log.seconds_per_step,
            test_images_per_second=cfg.test_dataloader.batch_size / seconds_per_batch,
            curve=[point._asdict() for point in log.curve],
        )


def _settings(run: StudyRun) -> str:
    """The whole config of a run as text."""
    return run.load_config().pretty_text


def _check_settings(run: StudyRun, folder: Path) -> None:
    """Refuse a folder that holds a run with other settings."""
    path = folder / CONFIG
    if path.is_file() and path.read_text() != _settings(run):
        raise StudyError(
            f'{path} holds other settings than run {run.name!r} has now. Rename the '
            f'run, or delete {folder} to train it again.'
        )
