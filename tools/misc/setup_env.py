"""Make the environment that `make demo` and `make test` run in.

Versions are those of requirements/lock.txt, or the newest allowed ones
(NEWEST=1). The work is done once: a stamp in the environment remembers the
requirement files it was made from, and whether OpenCV is the one without
windows (HEADLESS=1). An installation that was interrupted is resumed by the
next call. This file needs nothing but Python 3.8 or later.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import List

from find_python import (
    Interpreter,
    NoPythonError,
    find_python,
    probe,
    venv_package,
)

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = '.venv'
STAMP = 'poseur-requirements.sha256'
OPENCV, HEADLESS_OPENCV = 'opencv-python', 'opencv-python-headless'
LOCK, MAIN, DEPLOY, DEV, NO_DEPS = (
    'requirements/lock.txt',
    'requirements.txt',
    'requirements/deploy.txt',
    'requirements/dev.txt',
    'requirements/no_deps.txt',
)
VARIANTS = ('headless', 'newest')  # words of a stamp, and variables in upper case


class SetupError(Exception):
    """The set-up cannot continue; the message has the fix."""


def fingerprint(root: Path = ROOT) -> str:
    """Hash of all requirement files."""
    digest = hashlib.sha256()
    for name in (LOCK, MAIN, DEPLOY, DEV, NO_DEPS):
        digest.update(name.encode() + b'\0' + (root / name).read_bytes() + b'\0')
    return digest.hexdigest()


def stamp(venv: Path) -> List[str]:
    """The hash in the stamp of an environment, and its variants."""
    path = venv / STAMP
    return path.read_text(encoding='utf-8').split() if path.is_file() else []


def wanted_variants(venv: Path) -> List[str]:
    """The variants that are asked for; what is not said stays as it is."""
    present = stamp(venv)
    wishes = {name: os.environ.get(name.upper()) for name in VARIANTS}
    return [
        name
        for name, wish in wishes.items()
        if (name in present if wish is None else wish not in ('', '0'))
    ]


def is_ready(venv: Path, wanted: List[str]) -> bool:
    """Whether the stamp says that the environment is complete."""
    return (venv / 'bin' / 'python').exists() and stamp(venv) == wanted


def pip_calls(variants: List[str], present: List[str]) -> List[List[str]]:
    """The pip calls that fill an environment, in order.

    Args:
        variants: Those that are wanted.
        present: Those that the environment has now.
    """
    calls = [['install', '--no-deps', '--require-hashes', '-r', LOCK]]
    if 'newest' in variants:
        calls = [
            ['install', '--upgrade', '-r', MAIN, '-r', DEPLOY, '-r', DEV],
            ['install', '--upgrade', '--no-deps', '-r', NO_DEPS],
        ]
    if 'headless' in present and 'headless' not in variants:
        calls.insert(0, ['uninstall', '--yes', HEADLESS_OPENCV])
    if 'headless' in variants:
        # mmengine and mmcv require the other one by name, and both fill one folder.
        with (ROOT / MAIN).open(encoding='utf-8') as file:
            (line,) = [each.strip() for each in file if each.startswith(OPENCV + '>')]
        calls += [
            ['uninstall', '--yes', OPENCV, HEADLESS_OPENCV],
            ['install', '-c', MAIN, line.replace(OPENCV, HEADLESS_OPENCV)],
        ]
    return calls


def run(command: List[str], advice: str) -> None:
    """Run a command in the checkout, its output left visible.

    Raises:
        SetupError: When it fails, naming the command and the advice.
    """
    print('+ ' + ' '.join(command), flush=True)
    code = subprocess.run(command, cwd=str(ROOT)).returncode
    if code != 0:
        raise SetupError(
            'This command failed (exit status {}):\n  {}\n{}'.format(
                code, ' '.join(command), advice
            )
        )


def has_pip(python: str) -> bool:
    """Whether an interpreter can run pip."""
    command = [python, '-m', 'pip', '--version']
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode == 0


def make_venv(venv: Path) -> Interpreter:
    """The interpreter of the environment, which is made where need be.

    An environment that does not run, because it is incomplete, moved or
    without its Python, is created again if it belongs to the checkout.

    Raises:
        SetupError: When a folder that the user named cannot be used.
    """
    python = venv / 'bin' / 'python'
    inside = probe(str(python))
    if inside and has_pip(inside.path):
        return inside
    if venv != ROOT / DEFAULT and venv.exists() and any(venv.iterdir()):
        raise SetupError(
            '{} does not work as an environment: bin/python or its pip does not run. '
            'Set POSEUR_VENV to another folder, or empty this one.'.format(venv)
        )
    base = find_python(os.environ.get('PYTHON'))
    print('Making {} with Python {}'.format(venv, base.full_version), flush=True)
    run(
        [base.path, '-m', 'venv', '--clear', str(venv)],
        'Install the venv module of that Python (Debian, Ubuntu: apt install '
        '{}), then call make again.'.format(venv_package(base)),
    )
    return base._replace(path=str(python))


def fill(venv: Path, wanted: List[str]) -> None:
    """Install every requirement, then leave the stamp."""
    python = make_venv(venv)
    print('Installing packages: several GB and minutes the first time', flush=True)
    for arguments in pip_calls(wanted[1:], stamp(venv)[1:]):
        run(
            [python.path, '-m', 'pip', *arguments],
            'See the lines above. Most often the network, a proxy or the disk '
            '(8 GB are needed) is at fault; then call make again, which resumes.',
        )
    check(python.path)
    part = venv / (STAMP + '.part')
    part.write_text(' '.join(wanted) + '\n', encoding='utf-8')
    part.replace(venv / STAMP)


def check(python: str) -> None:
    """Make sure that an environment has what poseur needs."""
    run(
        [python, str(Path('tools', 'misc', 'check_env.py'))],
        'The table above has the commands that fix the environment.',
    )


def main() -> None:
    """Set up the environment named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('venv', nargs='?', default=DEFAULT, help='its folder')
    venv = ROOT / parser.parse_args().venv
    wanted = [fingerprint(), *wanted_variants(venv)]
    if is_ready(venv, wanted):
        return
    own = venv == ROOT / DEFAULT or (venv / STAMP).exists()
    try:
        if own or not (venv / 'bin' / 'python').exists():
            fill(venv, wanted)
        else:  # made by hand: its packages are not ours to change
            check(str(venv / 'bin' / 'python'))
    except (NoPythonError, SetupError) as error:
        sys.exit('\nSet-up stopped. {}'.format(error))
    except KeyboardInterrupt:
        sys.exit('\nSet-up interrupted; the next call resumes.')


if __name__ == '__main__':
    main()
