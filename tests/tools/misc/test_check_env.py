"""The environment report, run as a user runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mmcv
import torch


def check_env(repo_root: Path, *flags: str) -> subprocess.CompletedProcess:
    script = repo_root / 'tools' / 'misc' / 'check_env.py'
    command = [sys.executable, *flags, str(script)]
    return subprocess.run(command, capture_output=True, text=True, cwd='/')


def test_a_good_environment(repo_root):
    report = check_env(repo_root)
    assert report.returncode == 0, report.stdout
    assert re.search(rf'torch +{re.escape(torch.__version__[:4])}.* ok', report.stdout)
    assert re.search(rf'mmcv\S* +{mmcv.__version__} .* ok', report.stdout)
    assert re.search('mmcv operators: +(compiled|supplied by poseur)', report.stdout)
    assert 'built for' in report.stdout and 'free disk:' in report.stdout
    assert report.stdout.endswith('All is well.\n')


def test_an_empty_environment(repo_root):
    # Without site-packages (-I -S) nothing is installed at all.
    report = check_env(repo_root, '-I', '-S')
    assert report.returncode == 1, report.stderr
    fix = "pip install 'torch==2.11.0'"
    assert re.search(rf'torch +missing +>=2.6,<2.12 +fix: {fix}', report.stdout)
    assert re.search('mmcv operators: +no mmcv', report.stdout)
    assert re.search('CUDA: +no torch', report.stdout)
    assert report.stdout.count('missing') == 14
    assert 'To be mended: torch, torchvision, mmengine' in report.stdout
