"""Write requirements/lock-3.11.txt and so on: exact versions with their hashes.

python tools/misc/lock.py [--python 3.11 3.12]

uv looks for the newest allowed versions at the index of UV_DEFAULT_INDEX, by default
PyPI. The files name no index. They are installed with
``pip install --no-deps --require-hashes -r requirements/lock-3.11.txt``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from find_python import SUPPORTED

ROOT = Path(__file__).resolve().parents[2]
HEADER = '# Written from pyproject.toml by `make lock`; do not edit.\n'
EXTRAS = ('mmpose', 'deploy', 'dev')


def lock(version: str) -> None:
    """Write the file of a version of Python.

    Raises:
        CalledProcessError: If uv finds no versions that fit one another.
    """
    path = ROOT / 'requirements' / f'lock-{version}.txt'
    extras = [word for extra in EXTRAS for word in ('--extra', extra)]
    command = [sys.executable, '-m', 'uv', 'pip', 'compile', 'pyproject.toml', *extras]
    command += ['--override', 'requirements/overrides.txt', '--python-version', version]
    command += [
        '--no-python-downloads',
        '--generate-hashes',
        '--no-header',
        '--no-annotate',
        '--upgrade',
    ]
    command += ['--no-emit-index-url', '--no-emit-find-links', '--emit-build-options']
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    path.write_bytes(HEADER.encode() + done.stdout)
    print(f'{path.relative_to(ROOT)} written', flush=True)


def main() -> None:
    """Write the files of the Pythons on the command line, or of all supported ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    every = ['{}.{}'.format(*version) for version in sorted(SUPPORTED)]
    parser.add_argument('--python', nargs='+', choices=every, default=every)
    for version in parser.parse_args().python:
        lock(version)


if __name__ == '__main__':
    main()
