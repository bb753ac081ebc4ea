#!/usr/bin/env python
"""The demo: make synthetic people, train a small Poseur on them, test it, draw it.

make demo

Every step is a command of this repository, with its whole output in a log file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
CONFIG = REPO / 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'
PROGRESS = re.compile(
    r'Epoch\((train|val|test)\).*|synthetic people: .*|.* pictures, .*'
)
DETAILS = re.compile(r'\s+(base_lr|lr|data_time|time|loss_\w+|coco/(?!AP: )[^:]+): \S+')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description='Train and show a small Poseur')
    parser.add_argument('--data', type=Path, default=REPO / 'data/synthetic_people')
    parser.add_argument('--work-dir', type=Path, default=REPO / 'work_dirs/demo')
    parser.add_argument('--num-train', type=int, default=3000, help='training images')
    parser.add_argument('--num-val', type=int, default=300, help='test images')
    parser.add_argument('--epochs', type=int, help='in place of those of the config')
    return parser.parse_args()


class Steps:
    """Runs commands one after the other and shows what tells of progress.

    Args:
        log: File that takes the whole output of all commands.
        env: Environment variables of the commands, beside the present ones.
    """

    def __init__(self, log: Path, env: dict[str, str]) -> None:
        self.log = log
        self.env = os.environ | env
        self.start = time.time()

    def run(self, title: str, *command: object) -> None:
        """Run one command.

        Raises:
            SystemExit: If it fails, with the end of its output.
        """
        print(f'\n[{time.time() - self.start:3.0f} s] {title}', flush=True)
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.env,
            cwd=REPO,
        )
        lines: list[str] = []
        with self.log.open('a') as log, process:
            for line in process.stdout:
                log.write(line)
                lines = [*lines[-29:], line]
                progress = PROGRESS.search(line)
                if progress:
                    print('   ', DETAILS.sub('', progress[0]).strip(), flush=True)
        if process.returncode:
            raise SystemExit(f'{"".join(lines)}\n{title}: failed, see {self.log}')


def main() -> None:
    """Run the demo."""
    args = parse_args()
    data, work_dir = args.data.resolve(), args.work_dir.resolve()
    work_dir.mkdir(parents=True, exist_ok=True)
    dump, sheet = work_dir / 'predictions.pkl', work_dir / 'predictions.png'
    model, constant = work_dir / 'metrics.json', work_dir / 'mean_pose.json'
    processes = min(2, os.cpu_count() or 1)
    epochs = []
    if args.epochs:
        epochs = ['--cfg-options', f'train_cfg.max_epochs={args.epochs}']
        epochs.append(f'param_scheduler.1.end={args.epochs}')
    env = dict(
        SYNTHETIC_ROOT=str(data),
        OMP_NUM_THREADS='1',
        CUDA_VISIBLE_DEVICES='',  # two processes on CPUs, whatever the machine has
        PYTHON=sys.executable,
    )
    steps = Steps(work_dir / 'demo.log', env)
    steps.run(
        f'Making {args.num_train} + {args.num_val} images of synthetic people',
        *(sys.executable, 'tools/dataset/make_synthetic_people.py', '--out', data),
        *('--num-train', args.num_train, '--num-val', args.num_val),
    )
    steps.run(
        f'Training in {processes} processes',
        *('bash', 'tools/dist_train.sh', CONFIG, processes),
        *('--work-dir', work_dir, '--resume', *epochs),
    )
    checkpoint = (work_dir / 'last_checkpoint').read_text()
    steps.run(
        'Testing on unseen people',
        *(sys.executable, 'tools/test.py', CONFIG, checkpoint),
        *('--work-dir', work_dir, '--dump', dump, '--out', model),
    )
    steps.run(
        'Scoring the constant mean pose, for scale',
        *(sys.executable, 'tools/analysis_tools/mean_pose.py', CONFIG),
        *('--out', constant),
    )
    steps.run(
        'Drawing predictions',
        *(sys.executable, 'tools/analysis_tools/draw_predictions.py', CONFIG, dump),
        *('--out', sheet),
    )
    scores = [json.loads(path.read_text())['coco/AP'] for path in (model, constant)]
    print(f'\nDone in {time.time() - steps.start:.0f} s.')
    print(f'AP on unseen synthetic people:  {scores[0]:.3f}')
    print(f'AP of the constant mean pose:   {scores[1]:.3f}')
    print(f'Predictions are drawn in {sheet}')


if __name__ == '__main__':
    main()
