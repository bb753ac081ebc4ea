"""Train and test the runs of a study, each once, whatever interrupts them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import torch
from mmengine.config import Config

from poseur.checkpoints import pointed_checkpoint, write_atomically

from .model_kind import parameters_and_macs
from .record import RunRecord
from .run_lock import run_lock
from .settings import settings_digest
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
        train: Command that trains, ``[*train, CONFIG, --work-dir DIR, --resume]``.
        test: Command that tests, ``[*test, CONFIG, CHECKPOINT, ...]``.
        processes: Processes in which the first one trains, one for each GPU.
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
        """Where a run is trained and tested."""
        return self.work_dir / run.folder

    def record_of(self, run: StudyRun) -> RunRecord | None:
        """The record of a finished run, else None.

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
        """Of finished runs, what the first seed of each name tested here predicted."""
        files: dict[str, Path] = {}
        for run in finished:
            path = self.folder_of(run) / PREDICTIONS
            if path.is_file():
                files.setdefault(run.name, path)
        return files

    def execute(self, run: StudyRun, wait: bool) -> RunRecord:
        """Train and test a run unless that is done, and give its record.

        Args:
            run: The run.
            wait: Whether to wait for another process that works on it.

        Raises:
            RunBusyError: If there is one and ``wait`` is false.
            RunFailedError: If training or test failed.
            StudyError: If the run was made with other settings.
        """
        folder = self.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        with run_lock(folder / LOCK, wait) as lock:
            record = self.record_of(run)
            if record is None:
                self._keep_settings(run)
                metrics = self._train_and_test(folder, lock)
                record = self._make_record(run, folder, metrics)
                self._keep_record(run, record)
        return record

    def adopt(self, run: StudyRun, record: RunRecord) -> None:
        """Take a run that was finished elsewhere for finished here.

        Raises:
            RunBusyError: If another process works on it.
        """
        folder = self.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        with run_lock(folder / LOCK, wait=False):
            self._keep_settings(run)
            self._keep_record(run, record)

    def _keep_settings(self, run: StudyRun) -> None:
        text = run.load_config().pretty_text
        write_atomically(text.encode(), self.folder_of(run) / CONFIG)

    def _keep_record(self, run: StudyRun, record: RunRecord) -> None:
        text = json.dumps(record.to_dict(), indent=1)
        write_atomically(text.encode(), self.folder_of(run) / RECORD)

    def _train_and_test(self, folder: Path, lock: int) -> dict[str, float]:
        """Run both tools; the lock is theirs as well."""
        config, trained, tested = folder / CONFIG, folder / TRAINING, folder / TEST
        out = tested / 'metrics.json'
        where = ['--work-dir', trained]
        self._call([*self.train, config, *where, '--resume'], folder, lock)
        checkpoint = pointed_checkpoint(str(trained))
        if checkpoint is None:
            raise RunFailedError(
                f'the training left no checkpoint in {trained}; its config needs a '
                'checkpoint hook that saves the last epoch'
            )
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
    ) -> RunRecord:
        """Gather what the logs of a finished run tell."""
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
    """What this machine trains on, such as ``'8 x NVIDIA A100'``."""
    if torch.cuda.is_available():
        return f'{processes} x {torch.cuda.get_device_name()}'
    return f'{processes} x CPU process'
