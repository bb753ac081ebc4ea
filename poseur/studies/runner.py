"""Execution of a run: it is trained and tested once, despite interruptions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import torch
from mmengine.config import Config

from poseur.analysis import parameters_and_macs
from poseur.checkpoints import pointed_checkpoint, write_atomically

from .person_counts import PersonCounts, count_people
from .processes import RunFailedError, run_command, run_lock
from .records import RunRecord
from .study import StudyError, StudyRun, settings_digest
from .training_log import TrainingLog, seconds_per_test_batch

CONFIG, RECORD, OUTPUT, LOCK = 'config.py', 'record.json', 'output.log', '.lock'
PREDICTIONS = 'predictions.pkl'
TRAINING, TEST = 'training', 'test'


class StudyRunner:
    """Trains and tests runs with the ordinary tools, each in its own folder.

    A finished run has a record in its folder and is never repeated. An interrupted run
    resumes from its last checkpoint. A run that tests the checkpoint of another is not
    trained. Several processes can work on one study: each run is locked while a process
    works on it, even if this is a training process that outlived a killed study.

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

    def people_of(self, run: StudyRun) -> PersonCounts | None:
        """Count the keypoints that the test of a run found, if it was made here."""
        path = self.folder_of(run) / PREDICTIONS
        return count_people(run.load_config(), path) if path.is_file() else None

    def execute(self, run: StudyRun, wait: bool) -> RunRecord:
        """Train and test a run unless it is finished, and return its record.

        A further test of a checkpoint waits until the run that trains it is finished.

        Args:
            run: The run.
            wait: Whether to wait for another process that works on the run.

        Raises:
            RunBusyError: If another process works on the run and ``wait`` is false.
            RunFailedError: If training or testing failed, or the checkpoint is missing.
            StudyError: If the run was made with other settings.
        """
        with self._locked(run, wait) as lock:
            record = self.record_of(run)
            if record is None:
                self._write_config(run)
                if run.trained_by:
                    self._require_finished(run.trained_by, wait)
                else:
                    self._train(run, lock)
                metrics = self._test(run, lock)
                record = self._make_record(run, metrics)
                self._write_record(run, record)
        return record

    def import_record(self, run: StudyRun, record: RunRecord) -> None:
        """Save the record of a run that was finished elsewhere.

        Raises:
            RunBusyError: If another process works on the run.
        """
        with self._locked(run, wait=False):
            self._write_config(run)
            self._write_record(run, record)

    def _locked(self, run: StudyRun, wait: bool) -> AbstractContextManager[int]:
        """Create the folder of a run and return its lock, see :func:`run_lock`."""
        folder = self.folder_of(run)
        folder.mkdir(parents=True, exist_ok=True)
        return run_lock(folder / LOCK, wait)

    def _write_config(self, run: StudyRun) -> None:
        text = run.load_config().pretty_text
        write_atomically(text.encode(), self.folder_of(run) / CONFIG)

    def _write_record(self, run: StudyRun, record: RunRecord) -> None:
        text = json.dumps(record.to_dict(), indent=1)
        write_atomically(text.encode(), self.folder_of(run) / RECORD)

    def _require_finished(self, run: StudyRun, wait: bool) -> None:
        """Refuse to test the checkpoint of a run that is not finished."""
        with self._locked(run, wait):
            finished = self.record_of(run)
        if finished is None:
            raise RunFailedError(
                f'{run.name!r} with seed {run.seed} is not finished; train it first, '
                'since its checkpoint is tested'
            )

    def _train(self, run: StudyRun, lock: int) -> None:
        """Run the command that trains, which shares the lock."""
        folder = self.folder_of(run)
        options: list[object] = ['--work-dir', folder / TRAINING, '--resume']
        command = [*self.train, folder / CONFIG, *options]
        run_command(command, folder / OUTPUT, lock)

    def _test(self, run: StudyRun, lock: int) -> dict[str, float]:
        """Run the command that tests, which shares the lock, and return the metrics."""
        folder, trained = self.folder_of(run), self._training_of(run)
        checkpoint = pointed_checkpoint(str(trained))
        if checkpoint is None:
            raise RunFailedError(
                f'the training left no checkpoint in {trained}; its config needs a '
                'checkpoint hook that saves the last epoch. Checkpoints of imported '
                'runs are on the machine that trained them'
            )
        metrics = folder / TEST / 'metrics.json'
        options = ['--work-dir', folder / TEST, '--out', metrics]
        options += ['--dump', folder / PREDICTIONS]
        command = [*self.test, folder / CONFIG, checkpoint, *options]
        run_command(command, folder / OUTPUT, lock)
        return json.loads(metrics.read_text())

    def _training_of(self, run: StudyRun) -> Path:
        """Return the folder of the training whose checkpoint a run tests."""
        return self.folder_of(run.trained_by or run) / TRAINING

    def _make_record(self, run: StudyRun, metrics: dict[str, float]) -> RunRecord:
        """Make the record of a finished run from its config, metrics and logs."""
        cfg = run.load_config()
        parameters, macs = parameters_and_macs(cfg)
        log = TrainingLog(self._training_of(run))
        images = cfg.train_dataloader.batch_size * self.processes
        seconds_per_batch = seconds_per_test_batch(self.folder_of(run) / TEST)
        return RunRecord(
            name=run.name,
            config=run.config.name,
            overrides=run.all_overrides,
            seed=run.seed,
            metrics=metrics,
            parameters=parameters,
            macs=macs,
            train_images_per_second=images / log.seconds_per_step,
            test_images_per_second=cfg.test_dataloader.batch_size / seconds_per_batch,
            device=device_name(self.processes),
            curve=() if run.trained_by else log.curve,
            people=self.people_of(run),
        )


def device_name(processes: int) -> str:
    """Return the name of the training devices, such as ``'8 x NVIDIA A100'``."""
    if torch.cuda.is_available():
        return f'{processes} x {torch.cuda.get_device_name()}'
    return f'{processes} x CPU process'
