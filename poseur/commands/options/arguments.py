"""Arguments of commands, without PyTorch and OpenMMLab."""

from __future__ import annotations

import argparse
from pathlib import Path

from poseur.structures.output_arguments import output_folder

from .config_options import add_config_options


def add_config(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    """Add the config, a file or a name, to the arguments of a command.

    Args:
        parser: The parser.
        nargs: ``'?'`` where the config may be left out.
    """
    help_text = 'config file, or the name of a config of poseur'
    parser.add_argument('config', nargs=nargs, help=help_text)


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that training and testing share."""
    parser.add_argument('--work-dir', help='folder for logs, checkpoints and results')
    parser.add_argument(
        '--show-dir', help='folder to draw the predictions of a test into'
    )
    parser.add_argument(
        '--show', action='store_true', help='show predictions in a window'
    )
    parser.add_argument(
        '--interval',
        type=int,
        default=1,
        help='in training: draw every n-th batch of a validation',
    )
    parser.add_argument(
        '--wait-time', type=float, default=1, help='seconds to show each picture'
    )
    parser.add_argument(
        '--seed', type=int, help='random seed; replaces randomness.seed of the config'
    )
    add_config_options(parser)
    parser.add_argument(
        '--launcher',
        choices=['none', 'pytorch', 'slurm', 'mpi'],
        default='none',
        help='how the processes of a distributed run were started',
    )
    parser.add_argument(
        '--local_rank',
        '--local-rank',
        type=int,
        default=0,
        help='passed by launchers that do not set LOCAL_RANK',
    )


def add_prediction_arguments(parser: argparse.ArgumentParser, out_dir: str) -> None:
    """Add the arguments of commands that analyze the predictions of a test.

    Args:
        parser: The parser to extend.
        out_dir: Default folder of the results.
    """
    add_config(parser)
    parser.add_argument('checkpoint', nargs='?', help='checkpoint to test')
    parser.add_argument(
        '--predictions',
        type=Path,
        help='file written by `poseur test --dump`, instead of a checkpoint. It is a '
        'pickle: open only files that you made yourself',
    )
    parser.add_argument(
        '--threshold',
        type=float,
        help='limit up to which a keypoint is correct: a share of the head size if the '
        'dataset has head sizes, otherwise an OKS; default: 0.5 for both',
    )
    parser.add_argument(
        '--out-dir', type=output_folder, default=out_dir, help='folder of the results'
    )
    parser.add_argument('--title', help='name of the test, for headings')
    add_run_arguments(parser)


def positive(text: str) -> int:
    """Read a whole number of 1 or more.

    Raises:
        ArgumentTypeError: If it is something else.
    """
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'{text} must be a whole number of 1 or more')
    return int(text)
