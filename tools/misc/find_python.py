"""Choose the interpreter that an environment is made with.

Every candidate is run before it is believed: version managers leave commands
on the PATH that only print an error.
"""

import glob
import json
import os
import shutil
import subprocess
from typing import Iterable, List, NamedTuple, Optional, Tuple

Version = Tuple[int, int]

SUPPORTED = ((3, 11), (3, 10), (3, 12))  # in order of preference
NEEDS_COMPILER = (3, 12)  # no wheel of xtcocotools
PROBE = """
import importlib.util, json, os, platform, sys, sysconfig
venv = all(importlib.util.find_spec(name) for name in ('venv', 'ensurepip'))
headers = os.path.exists(os.path.join(sysconfig.get_paths()['include'], 'Python.h'))
print(json.dumps([sys.version_info[:2], platform.python_version(), venv, headers]))
"""


class Interpreter(NamedTuple):
    """A Python that runs.

    Attributes:
        path: Command that starts it.
        version: Major and minor version.
        full_version: The version in full, to be shown.
        can_make_venv: Whether it has the modules venv and ensurepip, which
            Debian and Ubuntu put into a package of their own.
        has_headers: Whether C extensions can be compiled against it.
    """

    path: str
    version: Version
    full_version: str
    can_make_venv: bool
    has_headers: bool


class NoPythonError(Exception):
    """No interpreter fits; the message says what to install."""


def candidates() -> List[str]:
    """Commands that may start a fitting Python, without running any."""
    names = ['python{}.{}'.format(*version) for version in SUPPORTED]
    found = []
    for name in [*names, 'python3', 'python']:
        for folder in os.get_exec_path():
            path = shutil.which(name, path=folder)
            found += [path] if path else []
    for version in SUPPORTED:
        pattern = '~/.pyenv/versions/{}.{}.*/bin/python'.format(*version)
        found += sorted(glob.glob(os.path.expanduser(pattern)))
    return list(dict.fromkeys(found))


def probe(path: str) -> Optional[Interpreter]:
    """Run a candidate; None when it does not start or answer."""
    try:
        answer = subprocess.run(
            [path, '-c', PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=True,
        )
        version, *facts = json.loads(answer.stdout.decode())
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(path, (version[0], version[1]), *facts)


def has_compiler() -> bool:
    """Whether a C compiler is on the PATH."""
    return any(
        shutil.which(name)
        for name in (os.environ.get('CC'), 'cc', 'gcc', 'clang')
        if name
    )


def problem(interpreter: Interpreter, compiler: bool) -> Optional[str]:
    """Why an interpreter will not do, or None when it will."""
    if interpreter.version not in SUPPORTED:
        return 'poseur runs on Python 3.10, 3.11 and 3.12'
    if not interpreter.can_make_venv:
        package = 'python{}.{}-venv'.format(*interpreter.version)
        return 'it lacks venv or ensurepip (Debian, Ubuntu: package {})'.format(package)
    if interpreter.version == NEEDS_COMPILER and not (
        compiler and interpreter.has_headers
    ):
        return (
            'xtcocotools must be compiled on 3.12, and a C compiler or the headers '
            'of Python are missing (Debian, Ubuntu: packages gcc and python3.12-dev)'
        )
    return None


def choose(interpreters: Iterable[Interpreter], compiler: bool) -> Interpreter:
    """Pick the best of some interpreters: 3.11, then 3.10, then 3.12.

    Raises:
        NoPythonError: When none fits, with the reason for each.
    """
    interpreters = list(interpreters)
    fitting = [found for found in interpreters if problem(found, compiler) is None]
    if fitting:
        return min(fitting, key=lambda found: SUPPORTED.index(found.version))
    reasons = [
        '  {} ({}): {}'.format(found.path, found.full_version, problem(found, compiler))
        for found in interpreters
    ]
    raise NoPythonError(
        '\n'.join(
            [
                'No fitting Python among those found:',
                *(reasons or ['  (none)']),
                'Install Python 3.11 with venv (Debian, Ubuntu: python3.11-venv; '
                'others: python.org, pyenv, conda), or name one: '
                'make setup PYTHON=<path>',
            ]
        )
    )


def find_python(named: Optional[str] = None) -> Interpreter:
    """The interpreter to use on this machine.

    Args:
        named: The one that the user insists on, if any.

    Raises:
        NoPythonError: When none fits, or the one named does not run.
    """
    found = [
        python for python in map(probe, [named] if named else candidates()) if python
    ]
    if named and not found:
        raise NoPythonError('PYTHON={} does not run.'.format(named))
    return choose(found, has_compiler())
