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

# In order of preference; the range is that of requires-python in pyproject.toml.
SUPPORTED = ((3, 11), (3, 12), (3, 13), (3, 14), (3, 10))
OLDEST, NEWEST = ('{}.{}'.format(*limit(SUPPORTED)) for limit in (min, max))
PROBE = """
import importlib.util, json, platform, sys
venv = all(importlib.util.find_spec(name) for name in ('venv', 'ensurepip'))
print(json.dumps([sys.version_info[:2], platform.python_version(), venv]))
"""


class Interpreter(NamedTuple):
    """A Python that runs.

    Attributes:
        path: Command that starts it.
        version: Major and minor version.
        full_version: The version in full, to be shown.
        can_make_venv: Whether it has the modules venv and ensurepip, which
            Debian and Ubuntu put into a package of their own.
    """

    path: str
    version: Version
    full_version: str
    can_make_venv: bool


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


def venv_package(interpreter: Interpreter) -> str:
    """The package of Debian and Ubuntu that lets an interpreter make environments.

    The one that the system calls python3 needs python3-venv, which every release
    has. Others have a package with the version in its name.
    """
    system = probe('/usr/bin/python3')
    if system and system.version == interpreter.version:
        return 'python3-venv'
    return 'python{}.{}-venv'.format(*interpreter.version)


def problem(interpreter: Interpreter) -> Optional[str]:
    """Why an interpreter will not do, or None when it will."""
    if interpreter.version not in SUPPORTED:
        return 'poseur runs on Python {} to {}'.format(OLDEST, NEWEST)
    if not interpreter.can_make_venv:
        return (
            'it lacks venv or ensurepip; on Debian and Ubuntu: apt install {}'.format(
                venv_package(interpreter)
            )
        )
    return None


def choose(interpreters: Iterable[Interpreter]) -> Interpreter:
    """Pick the best of some interpreters, in the order of SUPPORTED.

    Raises:
        NoPythonError: When none fits, with the reason for each.
    """
    interpreters = list(interpreters)
    fitting = [found for found in interpreters if problem(found) is None]
    if fitting:
        return min(fitting, key=lambda found: SUPPORTED.index(found.version))
    reasons = [
        '  {} ({}): {}'.format(found.path, found.full_version, problem(found))
        for found in interpreters
    ]
    raise NoPythonError(
        '\n'.join(
            [
                'No fitting Python among those found:',
                *(reasons or ['  (none)']),
                advice(interpreters),
            ]
        )
    )


def advice(interpreters: Iterable[Interpreter]) -> str:
    """What to do when none of some interpreters fits."""
    if any(found.version in SUPPORTED for found in interpreters):
        return 'Install the package named above, then call make again.'
    return (
        'Install Python {} to {} with venv (Debian, Ubuntu: apt install python3 '
        'python3-venv, if that is one of them; others: python.org, pyenv, conda), or '
        'name one: make setup PYTHON=<path>'.format(OLDEST, NEWEST)
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
    return choose(found)
