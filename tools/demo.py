#!/usr/bin/env python
"""Demo: poses in photographs by a shipped model, then a training from the start.

It generates synthetic people, trains a small Poseur, tests it and draws predictions.

make demo

Each step runs a command of this repository. A log file keeps the whole output.
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
CONFIG = REPO / 'configs/synthetic/td-reg_poseur-dense-tiny_2xb16-8e_synthetic-96x72.py'
PHOTOGRAPHS = REPO / 'docs/images/photographs'
# Lines of the commands' output to show, and details to leave out of them.
PROGRESS = re.compile(
    r'Epoch\((train|val|test)\).*|synthetic people: .*|.* images, \d+ people .*'
)
DETAILS = re.compile(r'\s+(base_lr|lr|data_time|time|loss_\w+|coco/(?!AP: )[^:]+): \S+')


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description='Train a small Poseur on synthetic people and show what it predicts'
    )
    parser.add_argument(
        '--data',
        type=Path,
        default=REPO / 'data/synthetic_people',
        help='folder of the dataset',
    )
    parser.add_argument(
        '--work-dir',
        type=Path,
        default=REPO / 'work_dirs/demo',
        help='folder of checkpoints, logs and results',
    )
    parser.add_argument('--num-train', type=int, default=3000, help='training images')
    parser.add_argument('--num-val', type=int, default=300, help='test images')
    parser.add_argument(
        '--epochs', type=int, help='number of epochs; default: that of the config'
    )
    return parser.parse_args()


class Steps:
    """A runner of commands that shows their progress and logs their whole output.

    Args:
        log: File that the output of all commands is appended to.
        env: Environment variables of the commands, in addition to the current ones.
    """

    def __init__(self, log: Path, env: dict[str, str]) -> None:
        self.log = log
        self.env = os.environ | env
        self.start = time.time()

    def run(self, title: str, *command: object) -> None:
        """Run one command.

        Args:
            title: Title of the step to print.
            *command: Program and arguments.

        Raises:
            SystemExit: If the command fails, with the end of its output.
        """
        print(f'\n[{time.time() - self.start:3.0f} s] {title}', flush=True)
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding='utf-8',
            errors='replace',
            env=self.env,
            cwd=REPO,
        )
        assert process.stdout is not None
        lines: list[str] = []
        with self.log.open('a', encoding='utf-8') as log, process:
            for line in process.stdout:
                log.write(line)
                lines = [*lines[-29:], line]
                progress = PROGRESS.search(line)
                if progress:
                    print('   ', DETAILS.sub('', progress[0]).strip(), flush=True)
        if process.returncode:
            raise SystemExit(f'{"".join(lines)}\n{title}: failed, see {self.log}')


def run_steps(steps: Steps, args: argparse.Namespace, scores: dict[str, Path]) -> None:
    """Run all steps of the demo.

    Args:
        steps: Runner of the commands.
        args: Command line, with absolute paths.
        scores: Files to write the metrics of the ``model`` and the ``mean_pose`` to.
    """
    processes = min(2, os.cpu_count() or 1)
    dump, epochs = args.work_dir / 'predictions.pkl', []
    if args.epochs:
        epochs = ['--cfg-options', f'train_cfg.max_epochs={args.epochs}']
        epochs.append(f'param_scheduler.1.end={args.epochs}')
    drawn = args.work_dir / 'photographs'
    steps.run(
        'Drawing animals in photographs with the shipped model livestock',
        *(sys.executable, 'tools/infer.py', PHOTOGRAPHS, '--model', 'livestock'),
        *('--bboxes', PHOTOGRAPHS / 'boxes.json', '--draw-errors', '--out-dir', drawn),
    )
    print(f'    Look at the pictures in {drawn} while the rest runs', flush=True)
    steps.run(
        f'Making {args.num_train} + {args.num_val} images of synthetic people',
        *(sys.executable, 'tools/dataset/make_synthetic_people.py', '--out', args.data),
        *('--num-train', args.num_train, '--num-val', args.num_val),
    )
    steps.run(
        f'Training in {processes} processes',
        *('bash', 'tools/dist_train.sh', CONFIG, processes),
        *('--work-dir', args.work_dir, '--no-validate', '--resume', *epochs),
    )
    checkpoint = (args.work_dir / 'last_checkpoint').read_text(encoding='utf-8')
    steps.run(
        'Testing on unseen people',
        *(sys.executable, 'tools/test.py', CONFIG, checkpoint),
        *('--work-dir', args.work_dir, '--dump', dump, '--out', scores['model']),
    )
    steps.run(
        'Testing the constant mean pose, a baseline',
        *(sys.executable, 'tools/analysis_tools/mean_pose.py', CONFIG),
        *('--out', scores['mean_pose']),
    )
    steps.run(
        'Drawing predictions',
        *(sys.executable, 'tools/analysis_tools/draw_predictions.py', CONFIG, dump),
        *('--out', args.work_dir / 'predictions.png'),
    )


def main() -> None:
    """Run the demo and print its scores."""
    args = parse_args()
    args.data, args.work_dir = args.data.resolve(), args.work_dir.resolve()
    args.work_dir.mkdir(parents=True, exist_ok=True)
    env = dict(
        SYNTHETIC_ROOT=str(args.data),
        OMP_NUM_THREADS='1',
        CUDA_VISIBLE_DEVICES='',  # the demo is for CPUs, even on machines with GPUs
        PYTHON=sys.executable,
    )
    scores = {
        'model': args.work_dir / 'metrics.json',
        'mean_pose': args.work_dir / 'mean_pose.json',
    }
    steps = Steps(args.work_dir / 'demo.log', env)
    run_steps(steps, args, scores)
    ap = {
        name: json.loads(path.read_text(encoding='utf-8'))['coco/AP']
        for name, path in scores.items()
    }
    print(f'\nDone in {time.time() - steps.start:.0f} s.')
    print(f'AP on unseen synthetic people:  {ap["model"]:.3f}')
    print(f'AP of the constant mean pose:   {ap["mean_pose"]:.3f}')
    print(f'Drawn predictions:              {args.work_dir / "predictions.png"}')


if __name__ == '__main__':
    main()
