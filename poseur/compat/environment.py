"""Report the installed packages and the machine, and compare them with requirements.

The report runs in any environment, including one without torch or mmpose, because it
needs the standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from . import versions
from .system_libraries import opencv_problem

ROOT = Path(__file__).resolve().parents[2]
# Start of the description of CUDA if torch is installed but broken.
NO_IMPORT = 'torch cannot be imported'
CUDA_PROBE = """
import torch
names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
print('built for', torch.version.cuda or 'CPU only', end='; ')
print('GPUs:', ', '.join(names) or 'none')
"""


def mmcv_operators() -> str:
    """Describe where mmcv's operators come from, without importing mmcv."""
    mmcv = PathFinder.find_spec('mmcv')
    if mmcv is None:
        return 'mmcv is not installed'
    compiled = PathFinder.find_spec('mmcv._ext', mmcv.submodule_search_locations)
    if compiled:
        return f'compiled ({compiled.origin})'
    return 'provided by poseur (NMS and RoIAlign, on CPU and CUDA)'


def cuda() -> str:
    """Describe torch's CUDA support, queried in a separate process."""
    if importlib.util.find_spec('torch') is None:
        return 'torch is not installed'
    answer = subprocess.run(
        [sys.executable, '-W', 'ignore:Failed to initialize NumPy', '-c', CUDA_PROBE],
        capture_output=True,
        encoding='utf-8',
        errors='replace',
    )
    lines = answer.stderr.strip().splitlines()
    if answer.returncode == 0:
        # A line of stderr is a warning, for instance of a driver that is too old.
        return '; '.join([answer.stdout.strip(), *lines[:1]])
    lines = lines or [f'exit status {answer.returncode}']
    return f'{NO_IMPORT}: {lines[-1]}'


def machine() -> list[tuple[str, str]]:
    """Return labels and descriptions of the interpreter and the machine."""
    return [
        ('interpreter', sys.executable),
        ('mmcv operators', mmcv_operators()),
        ('COCO evaluation', versions.coco_tools()),
        ('CUDA', cuda()),
        ('CPU cores', str(os.cpu_count())),
        ('free disk', f'{shutil.disk_usage(ROOT).free / 1e9:.0f} GB at {ROOT}'),
    ]


def repair(findings: Sequence[versions.Finding]) -> None:
    """Run the command that installs each package that is missing or too old."""
    installer = [sys.executable, '-m', 'pip']
    for finding in findings:
        for command in finding.fix.split('; '):
            program, *words = shlex.split(command)
            if program == 'pip':
                print(f'+ {command}', flush=True)
                subprocess.run([*installer, *words])


def main(fix: bool = False) -> int:
    """Print the report.

    Args:
        fix: Whether to install what is missing or too old first.

    Returns:
        The exit status: 1 if something is missing or has a wrong version.
    """
    if fix:
        repair([each for each in versions.examine() if not each.ok or each.twice])
    findings = versions.examine()
    print(versions.table(findings))
    print()
    facts = machine()
    for label, text in facts:
        print(f'{label + ":":<17}{text}')
    wrong = [each.name for each in findings if not each.ok or each.twice]
    wrong += [text for _, text in facts if text.startswith(NO_IMPORT)]
    opencv = opencv_problem()
    if opencv:
        print(f'\n{opencv}')
        wrong.append('the import of cv2')
    print(f'\nTo fix: {", ".join(wrong)}' if wrong else '\nNo problems found.')
    return 1 if wrong else 0
