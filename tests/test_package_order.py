"""The order of packages in pyproject.toml: imports run downward only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_imports_follow_the_order_of_packages(repo_root: Path, tmp_path: Path) -> None:
    code = (
        'from importlinter.cli import lint_imports\n'
        f'raise SystemExit(lint_imports(cache_dir={str(tmp_path)!r}))'
    )
    command = [sys.executable, '-c', code]
    done = subprocess.run(command, cwd=repo_root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert 'Contracts: 3 kept, 0 broken' in done.stdout
