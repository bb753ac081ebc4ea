"""Every config, and what building and running it shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPO_ROOT = Path(__file__).resolve().parents[2]
EVERY_FILE = sorted((REPO_ROOT / 'configs').rglob('*.py'))
#: Detectors take whole images, not crops; tests/detection builds and runs them.
DETECTORS = REPO_ROOT / 'configs' / 'mask_rcnn_poseur'
#: Studies list configs to train; tests/studies reads them.
STUDIES = REPO_ROOT / 'configs' / 'studies'
CONFIGS = [
    path
    for path in EVERY_FILE
    if '_base_' not in path.parts
    and DETECTORS not in path.parents
    and STUDIES not in path.parents
]
PUBLISHED = [
    path for path in CONFIGS if path.parts[-3] == 'poseur' and '-325e_' in path.stem
]


def name_of(path: Path) -> str:
    """Path of a config within the repository."""
    return path.relative_to(REPO_ROOT).as_posix()


@pytest.fixture(scope='session')
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """Reports of all configs, made by one new interpreter in another directory."""
    folder = tmp_path_factory.mktemp('elsewhere')
    script = REPO_ROOT / 'tests/helpers/config_report.py'
    command = [sys.executable, str(script), 'reports.json', *map(str, CONFIGS)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    reports = json.loads((folder / 'reports.json').read_text())
    return {Path(path).stem: report for path, report in reports.items()}
