#!/usr/bin/env python
"""Write the requirements files from pyproject.toml.

python tools/misc/make_requirements.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from poseur.compat.declared import declared

ROOT = Path(__file__).resolve().parents[2]
HEADER = '# Written from pyproject.toml by `make requirements`; do not edit.\n'
#: Which part of pyproject.toml each file holds; None is the package itself.
FILES = {
    'requirements.txt': None,
    'requirements/deploy.txt': 'deploy',
    'requirements/dev.txt': 'dev',
    'requirements/fast_eval.txt': 'fast-eval',
    'requirements/no_deps.txt': 'mmpose',
    'requirements/overrides.txt': 'override-dependencies',
}


def requirements_files() -> dict[str, str]:
    """Return the content of each requirements file."""
    return {
        name: HEADER + ''.join(f'{line}\n' for line in declared(extra))
        for name, extra in FILES.items()
    }


def main() -> int:
    """Write or check the files, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--check', action='store_true', help='only report files that are out of date'
    )
    check = parser.parse_args().check
    stale = {
        name: content
        for name, content in requirements_files().items()
        if not (ROOT / name).is_file()
        or (ROOT / name).read_text(encoding='utf-8') != content
    }
    for name, content in stale.items():
        if not check:
            (ROOT / name).write_text(content, encoding='utf-8')
        print(
            f'{name}: {"out of date, run `make requirements`" if check else "written"}'
        )
    return 1 if check and stale else 0


if __name__ == '__main__':
    sys.exit(main())
