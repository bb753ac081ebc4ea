"""Write requirements/lock.txt: one version of every package, with its hashes.

python tools/misc/lock.py [--upgrade [PACKAGE ...]]

The file holds for all supported Pythons and names no index; `make setup` installs it.
uv reads pyproject.toml and the index of UV_DEFAULT_INDEX, by default PyPI. Versions
stay as they are in the file unless the bounds have changed or they are to be upgraded.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from find_python import OLDEST

ROOT = Path(__file__).resolve().parents[2]
LOCK = 'requirements/lock.txt'
HEADER = '# Written from pyproject.toml by `make lock`; do not edit.\n'
EXTRAS = ('mmpose', 'deploy', 'dev')


def lock(upgrade: list[str] | None) -> None:
    """Write the file.

    Args:
        upgrade: Packages to upgrade, all if it is empty; None for no package.

    Raises:
        CalledProcessError: If uv finds no versions that fit one another.
    """
    command = [sys.executable, '-m', 'uv', 'pip', 'compile', 'pyproject.toml']
    command += [word for extra in EXTRAS for word in ('--extra', extra)]
    command += ['--override', 'requirements/overrides.txt', '--output-file', LOCK]
    command += ['--universal', '--python-version', OLDEST, '--no-python-downloads']
    command += ['--generate-hashes', '--no-header', '--no-annotate', '--quiet']
    command += ['--no-emit-index-url', '--no-emit-find-links']
    if upgrade is not None:
        each = [word for name in upgrade for word in ('--upgrade-package', name)]
        command += each or ['--upgrade']
    subprocess.run(command, cwd=ROOT, check=True)
    path = ROOT / LOCK
    path.write_text(HEADER + path.read_text(encoding='utf-8'), encoding='utf-8')
    print(f'{LOCK} written')


def main() -> None:
    """Write the file as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--upgrade',
        nargs='*',
        metavar='PACKAGE',
        help='take the newest allowed versions, of these packages or of all',
    )
    lock(parser.parse_args().upgrade)


if __name__ == '__main__':
    main()
