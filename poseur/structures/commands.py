"""How commands begin and end.

They begin with a parser that shows the docstring of their module, and end with a
message about an input, or with the traceback of a bug.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path

from .messages import print_any_name

#: Environment variable that shows the traceback of every error.
TRACEBACK = 'POSEUR_TRACEBACK'
PACKAGE = str(Path(__file__).resolve().parents[1])
#: Where mmengine finds wrong types and arguments in configs.
REGISTRY = os.path.join('mmengine', 'registry')
WORKER = 'Caught '  # how PyTorch begins the message of an error in a data loader
#: Warnings of OpenMMLab about its own files and requirements.
HARMLESS = ('The metainfo config file .* does not exist', 'pkg_resources is deprecated')


def command_parser(command: str, docstring: str | None) -> ArgumentParser:
    """Return the parser of a command, without arguments.

    Args:
        command: Name of the command, such as ``train``.
        docstring: Docstring of its module, the text of ``--help``.
    """
    return ArgumentParser(
        prog=f'poseur {command}',
        description=docstring,
        formatter_class=RawDescriptionHelpFormatter,
    )


def run_main(main: Callable[[], int | None]) -> None:
    """Run the main function of a command and exit with its status.

    An error about an input ends with its message and status 1, any other with a
    traceback. ``POSEUR_TRACEBACK=1`` shows the traceback of all.

    Args:
        main: The function; None stands for status 0.
    """
    print_any_name()
    for message in HARMLESS:
        warnings.filterwarnings('ignore', message)
    try:
        status = main()
    except Exception as error:
        if os.environ.get(TRACEBACK) or not is_about_input(error):
            raise
        sys.exit(f'{Path(sys.argv[0]).name}: {error_message(error)}')
    sys.exit(status)


def is_about_input(error: Exception) -> bool:
    """Return whether the message of an error says what the user can correct.

    These are errors of the operating system, errors of a class of this package, values
    that this package refuses, packages that cannot be imported, and types and arguments
    in a config that mmengine cannot find.
    """
    if isinstance(error, OSError | ImportError):
        return True
    if type(error).__module__.startswith('poseur.'):
        return True
    place = traceback.extract_tb(error.__traceback__)[-1].filename
    if isinstance(error, KeyError | TypeError):
        return REGISTRY in place
    is_ours = place.startswith(PACKAGE) or place == os.path.abspath(sys.argv[0])
    return isinstance(error, ValueError) and is_ours


def error_message(error: Exception) -> str:
    """Return the message of an error without quotes, numbers and inner tracebacks."""
    if isinstance(error, OSError) and error.strerror:
        name = error.filename
        return error.strerror if name is None else f'{name}: {error.strerror}'
    message = str(error.args[0]) if isinstance(error, KeyError) else str(error)
    if isinstance(error, ImportError):
        return f'{message}\nSee `poseur --check`.'
    if message.startswith(WORKER):
        message = message.rpartition(f'{type(error).__name__}: ')[2]
    return message.strip()
