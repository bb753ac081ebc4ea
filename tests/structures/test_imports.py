"""The package is the ground floor: it loads no other package of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NEEDED = ('version', 'compat', 'structures')  # the first two by poseur/__init__.py


def test_no_other_package_is_loaded(repo_root: Path) -> None:
    code = (
        'import sys\n'
        'import poseur\n'
        'before = set(sys.modules)\n'
        'import poseur.structures\n'
        'names = {name.split(".")[1] for name in sys.modules if "poseur." in name}\n'
        'print(*sorted(names))\n'
        'foreign = {name.split(".")[0] for name in set(sys.modules) - before}\n'
        'print(*sorted(foreign & {"torch", "mmengine", "mmcv", "mmpose", "mmdet"}))\n'
    )
    command = [sys.executable, '-c', code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=repo_root)
    assert done.returncode == 0, done.stderr
    ours, foreign = done.stdout.splitlines()
    assert set(ours.split()) == set(NEEDED)
    assert not foreign
