#!/usr/bin/env python
"""Kill a training again and again, and compare it with one that was left alone.

python tools/misc/kill_training.py CONFIG --kills 50 [--signal TERM] [...]

Every kill comes at a random moment of the training, every third one while a checkpoint
is written; the run is resumed until it ends. All tensors of its last checkpoint, and
the names of its files, must be those of the training that was left alone. When a run
ends before the last kill, the next one starts from scratch. The exit code is 1 if
anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.checkpoints import pointed_checkpoint
from poseur.commands.options import add_config_options
from poseur.config import merge_options
from poseur.engine import PoseurRunner
from poseur.engine.shutdown import shutdown_distributed
from poseur.engine.stop_signals import EXIT_CODE, StopSignals
from poseur.structures.commands import run_main

IN_SAVE = 3  # every n-th kill comes while a checkpoint is written


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Kill a training again and again')
    parser.add_argument('config', help='config of a short training')
    parser.add_argument('--kills', type=int, default=10)
    parser.add_argument('--signal', choices=['KILL', 'TERM', 'USR1'], default='KILL')
    parser.add_argument('--processes', type=int, default=1, help='on CPUs, with Gloo')
    parser.add_argument('--seed', type=int, default=0, help='of the moments')
    parser.add_argument('--out-dir', default='work_dirs/kill_training')
    add_config_options(parser)
    return parser.parse_args()


class Training:
    """A training in forked processes, which need not import anything.

    Args:
        cfg: Its config.
        work_dir: Its folder.
        processes: Number of processes.
    """

    def __init__(self, cfg: Config, work_dir: Path, processes: int) -> None:
        self.cfg, self.work_dir, self.size = cfg, work_dir, processes

    def start(self) -> list[BaseProcess]:
        """Start or resume; return the processes once they train."""
        lock = self.work_dir / '.lock'
        lock.unlink(missing_ok=True)
        context, port = get_context('fork'), free_port()
        processes = [
            context.Process(target=self._train, args=(rank, port))
            for rank in range(self.size)
        ]
        for process in processes:
            process.start()
        while processes[0].is_alive() and not (lock.exists() and lock.read_bytes()):
            time.sleep(0.001)
        return processes

    def _train(self, rank: int, port: int) -> None:
        os.setsid()
        self.work_dir.mkdir(parents=True, exist_ok=True)
        log = os.open(self.work_dir / f'rank_{rank}.log', os.O_CREAT | os.O_RDWR)
        os.lseek(log, 0, os.SEEK_END)
        os.dup2(log, 1)
        os.dup2(log, 2)
        self.cfg.work_dir, self.cfg.resume = str(self.work_dir), 'auto'
        if self.size > 1:
            self.cfg.launcher = 'pytorch'
            ranks = dict(RANK=rank, LOCAL_RANK=rank, WORLD_SIZE=self.size)
            place = dict(MASTER_ADDR='127.0.0.1', MASTER_PORT=port)
            os.environ |= {name: str(value) for name, value in (ranks | place).items()}
        with StopSignals():
            runner = PoseurRunner.from_cfg(self.cfg)
            runner.train()
            shutdown_distributed(runner.model)

    def tensors(self) -> dict[str, torch.Tensor]:
        """Return the tensors of the last checkpoint by name."""
        path = pointed_checkpoint(str(self.work_dir))
        checkpoint = torch.load(path)  # with its safe default
        entries = [checkpoint['state_dict'], checkpoint['optimizer']['state']]
        entries.append(checkpoint.get('ema_state_dict', {}))
        return dict(_named_tensors(entries))

    def files(self) -> set[str]:
        """Return the names of the checkpoints and of temporary files."""
        found = [*self.work_dir.glob('*.pth'), *self.work_dir.glob('.*')]
        return {path.name for path in found}


def free_port() -> int:
    """Return a free port of this computer."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def _named_tensors(values: object, name: str = '') -> Iterator[tuple]:
    if isinstance(values, torch.Tensor):
        yield name, values
    elif isinstance(values, dict | list):
        items = values.items() if isinstance(values, dict) else enumerate(values)
        for key, value in items:
            yield from _named_tensors(value, f'{name}.{key}')


def kill(processes: list[BaseProcess], number: signal.Signals) -> list[int | None]:
    """Send a signal to all processes and the workers of their data loaders.

    Returns:
        The exit codes.
    """
    for process in processes:
        if process.is_alive():
            os.killpg(process.pid, number)
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def wait_for_save(folder: Path, process: BaseProcess) -> None:
    """Wait until a checkpoint is being written, or the process ends."""
    while process.is_alive() and not any(folder.glob('.poseur-*.tmp.pth')):
        time.sleep(0.0005)


def differences(whole: Training, killed: Training) -> list[str]:
    """Return what differs between two finished trainings."""
    expected, found = whole.tensors(), killed.tensors()
    names = sorted(
        name
        for name in expected.keys() | found.keys()
        if name not in expected
        or name not in found
        or not torch.equal(expected[name], found[name])
    )
    return names + sorted(whole.files() ^ killed.files())


def finish(training: Training) -> float:
    """Run a training to its end.

    Returns:
        Seconds from its first step.
    """
    processes = training.start()
    begin = time.monotonic()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        sys.exit(f'the training fails, see {training.work_dir}/rank_0.log')
    return time.monotonic() - begin


def interrupt(
    training: Training, number: signal.Signals, in_save: bool, pause: float
) -> bool:
    """Start or resume a training and kill it.

    Args:
        training: The training.
        number: The signal.
        in_save: Whether to kill it a moment after it begins to write a checkpoint.
        pause: Seconds to wait before.

    Returns:
        Whether it was killed, rather than finished.
    """
    processes = training.start()
    if in_save:
        wait_for_save(training.work_dir, processes[0])
        pause = min(pause, 0.01)
    time.sleep(pause)
    codes = kill(processes, number)
    wanted = -number if number == signal.SIGKILL else EXIT_CODE
    if not set(codes) <= {0, wanted}:
        sys.exit(f'exit codes {codes}, see {training.work_dir}/rank_0.log')
    return any(codes)


def main() -> None:
    """Train once in peace, then with kills."""
    args = parse_args()
    cfg = Config.fromfile(args.config)
    merge_options(cfg, args.cfg_options)
    out, number = Path(args.out_dir), signal.Signals[f'SIG{args.signal}']
    shutil.rmtree(out, ignore_errors=True)
    whole = Training(cfg, out / 'whole', args.processes)
    killed = Training(cfg, out / 'killed', args.processes)
    seconds = finish(whole)
    moments, kills, trainings, faults = random.Random(args.seed), 0, 0, []
    while kills < args.kills:
        pause = moments.uniform(0, seconds / 2)
        was_killed = interrupt(killed, number, kills % IN_SAVE == 0, pause)
        kills += was_killed
        if kills == args.kills or not was_killed:
            finish(killed)
            faults += differences(whole, killed)
            trainings += 1
            shutil.rmtree(killed.work_dir)
    print(
        f'{kills} kills by SIG{args.signal} in {trainings} trainings of {seconds:.1f} '
        f's, {args.processes} processes: {"; ".join(faults) or "all equal"}'
    )
    sys.exit(bool(faults))


if __name__ == '__main__':
    run_main(main)
