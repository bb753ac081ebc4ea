"""Run a target of the Makefile on other supported Pythons of this machine.

Each has an environment of its own, .venv-3.12 for example, which make creates.

python tools/misc/each_python.py test
python tools/misc/each_python.py test-quick --newest
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from find_python import Interpreter, NoPythonError, candidates, find_python

ROOT = Path(__file__).resolve().parents[2]


def other_pythons() -> list[Interpreter]:
    """Return a supported interpreter of each other version, the newest first."""
    found: dict[tuple[int, int], Interpreter] = {}
    for path in candidates():
        try:
            python = find_python(path)
        except NoPythonError:
            continue
        found.setdefault(python.version, python)
    found.pop(sys.version_info[:2], None)
    return [found[version] for version in sorted(found, reverse=True)]


def make(target: str, python: Interpreter) -> bool:
    """Run a target in the environment of an interpreter; return whether it passes."""
    version = '{}.{}'.format(*python.version)
    print(f'make {target} on Python {python.full_version}', flush=True)
    variables = [f'PYTHON={python.path}', f'POSEUR_VENV=.venv-{version}']
    return subprocess.run(['make', target, *variables], cwd=ROOT).returncode == 0


def main() -> int:
    """Run the target on each, and return 1 if it failed anywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('target', help='target of the Makefile')
    parser.add_argument(
        '--newest', action='store_true', help='only if a newer Python is found, there'
    )
    args = parser.parse_args()
    pythons = other_pythons()
    if args.newest:
        pythons = [each for each in pythons[:1] if each.version > sys.version_info[:2]]
    if not pythons:
        kind = 'newer' if args.newest else 'other'
        print(f'There is no {kind} supported Python to run make {args.target} on.')
    failed = [each for each in pythons if not make(args.target, each)]
    for python in failed:
        print(f'make {args.target} failed on {python.full_version}', file=sys.stderr)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
