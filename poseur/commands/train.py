"""Train a model.

poseur train CONFIG [--work-dir DIR] [--resume [PATH]] [...]

SIGTERM, SIGINT (Ctrl-C) and SIGUSR1 stop the training at its next step. It then ends
with exit code 75, and the same command with --resume goes on at that step.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poseur.structures.commands import command_parser

from .options import add_config, add_run_arguments

if TYPE_CHECKING:
    from mmengine.config import Config


def parse_args() -> argparse.Namespace:
    """Read the command line."""
    parser = command_parser('train', __doc__)
    add_config(parser)
    parser.add_argument(
        '--resume',
        nargs='?',
        const='auto',
        metavar='PATH',
        help='resume from a checkpoint; without a path, or with "auto", from the '
        'newest readable one in the work directory, if there is one',
    )
    parser.add_argument(
        '--amp', action='store_true', help='train with automatic mixed precision'
    )
    parser.add_argument(
        '--no-validate', action='store_true', help='do not evaluate while training'
    )
    parser.add_argument(
        '--auto-scale-lr',
        action='store_true',
        help='scale the learning rate with the batch size of all processes',
    )
    add_run_arguments(parser)
    return parser.parse_args()


def apply_training_arguments(cfg: Config, args: argparse.Namespace) -> None:
    """Apply the arguments that only training has.

    Args:
        cfg: The config, changed in place.
        args: Parsed arguments.

    Raises:
        ValueError: If the learning rate cannot be scaled.
    """
    if args.no_validate:
        cfg.val_cfg = cfg.val_dataloader = cfg.val_evaluator = None
    if args.amp:
        cfg.optim_wrapper.type = 'AmpOptimWrapper'
        cfg.optim_wrapper.setdefault('loss_scale', 'dynamic')
    if args.resume == 'auto':
        cfg.resume = 'auto'
    elif args.resume:
        cfg.resume, cfg.load_from = True, args.resume
    if args.auto_scale_lr:
        if 'auto_scale_lr' not in cfg:
            raise ValueError(
                f'--auto-scale-lr: {cfg.filename} does not define the batch size that '
                'its learning rate is for. Add auto_scale_lr=dict(base_batch_size=...).'
            )
        cfg.auto_scale_lr.enable = True


def main() -> None:
    """Train the model of the command line."""
    args = parse_args()
    from poseur.engine.stop_signals import StopSignals

    with StopSignals():  # also while it is built, and while processes end
        train(args)


def train(args: argparse.Namespace) -> None:
    """Train a model.

    Args:
        args: Parsed arguments.

    Raises:
        TrainingInterrupted: If a signal has stopped the training.
    """
    from poseur.engine.launch import build_runner, load_config
    from poseur.engine.shutdown import shutdown_distributed
    from poseur.engine.stop_signals import EXIT_CODE, TrainingInterrupted

    cfg = load_config(args)
    apply_training_arguments(cfg, args)
    runner = build_runner(cfg, args)
    try:
        runner.train()
    except TrainingInterrupted:
        shutdown_distributed(runner.model, EXIT_CODE)
        raise
    shutdown_distributed(runner.model)
