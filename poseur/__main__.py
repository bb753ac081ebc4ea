"""The program ``poseur``, which is ``python -m poseur``, too.

Each command is a module of :mod:`poseur.commands`. The options without a command need
no other package, so that they help where some are missing.
"""

from __future__ import annotations

import argparse
import os
import sys
from difflib import get_close_matches
from importlib import import_module

from poseur.commands import COMMANDS, module_name, summary
from poseur.compat import environment
from poseur.version import __version__


def make_parser() -> argparse.ArgumentParser:
    """Describe the options without a command, and list the commands."""
    width = max(map(len, COMMANDS))
    lines = [f'  {command:<{width}}  {summary(command)}' for command in COMMANDS]
    parser = argparse.ArgumentParser(
        prog='poseur',
        usage='poseur COMMAND [...] | poseur COMMAND --help | poseur OPTION',
        description='commands:\n' + '\n'.join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_mutually_exclusive_group()
    option.add_argument('--version', action='version', version=__version__)
    option.add_argument(
        '--check', action='store_true', help='report on the packages and the machine'
    )
    option.add_argument(
        '--fix',
        action='store_true',
        help='install what --check finds missing or too old, and check again',
    )
    return parser


def run_command(command: str, words: list[str]) -> None:
    """Import a command and run it on the words of its command line."""
    if command not in COMMANDS:
        near = get_close_matches(command, COMMANDS, n=3, cutoff=0.4) or COMMANDS
        sys.exit(f'poseur: there is no command {command}. Nearest: {", ".join(near)}.')
    sys.argv = [f'poseur {command}', *words]
    try:
        from poseur.structures.commands import run_main

        main = import_module(module_name(command)).main
    except ImportError as error:  # of NumPy or OpenCV
        if os.environ.get('POSEUR_TRACEBACK'):
            raise
        sys.exit(f'poseur {command}: {error}\nSee `poseur --check`.')
    run_main(main)


def main() -> None:
    """Run a command, or show what the options ask for."""
    words = sys.argv[1:]
    if words and not words[0].startswith('-'):
        run_command(words[0], words[1:])
    parser = make_parser()
    args = parser.parse_args()
    if args.check or args.fix:
        sys.exit(environment.main(args.fix))
    parser.print_help()


if __name__ == '__main__':
    main()
