"""Command-line options of shipped models, the same in every command."""

from __future__ import annotations

import argparse
from typing import Any

from .registry import table


class ListModels(argparse.Action):
    """Print the shipped models and end the command."""

    def __init__(self, option_strings: list[str], dest: str, **kwargs: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **kwargs)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print one line for each model."""
        print(table())
        parser.exit()


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--model NAME`` and ``--list-models``."""
    parser.add_argument('--model', metavar='NAME', help='a model of --list-models')
    parser.add_argument(
        '--list-models', action=ListModels, help='list the models of this installation'
    )
