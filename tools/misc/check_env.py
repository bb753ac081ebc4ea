"""Print what poseur finds on this machine and what it needs.

Exits with status 1 when something is missing or wrong. It runs in any
environment, also in one without torch or mmpose.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
NO_IMPORT = 'torch cannot be imported'
CUDA_PROBE = """
import torch
names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
print('built for', torch.version.cuda or 'CPU only', end='; ')
print('GPUs:', ', '.join(names) or 'none')
"""


def load_versions() -> ModuleType:
    """Load poseur.compat.versions without importing poseur.

    ``import poseur`` would raise in the very environments that this tool is
    there to explain.
    """
    path = ROOT / 'poseur' / 'compat' / 'versions.py'
    spec = importlib.util.spec_from_file_location('poseur_versions', path)
    module = importlib.util.module_from_spec(spec)
    sys.modules['poseur_versions'] = module
    spec.loader.exec_module(module)
    return module


def mmcv_operators() -> str:
    """Whether mmcv's operators are compiled, without importing mmcv."""
    mmcv = importlib.util.find_spec('mmcv')
    if mmcv is None:
        return 'no mmcv'
    compiled = PathFinder.find_spec('mmcv._ext', mmcv.submodule_search_locations)
    if compiled:
        return f'compiled ({compiled.origin})'
    return 'supplied by poseur: nms and RoIAlign, on CPU and CUDA'


def cuda() -> str:
    """What torch says of CUDA, asked in a process of its own."""
    if importlib.util.find_spec('torch') is None:
        return 'no torch'
    answer = subprocess.run(
        [sys.executable, '-W', 'ignore:Failed to initialize NumPy', '-c', CUDA_PROBE],
        capture_output=True,
        text=True,
    )
    lines = answer.stderr.strip().splitlines()
    if answer.returncode == 0:
        return '; '.join([answer.stdout.strip(), *lines[:1]])  # a driver too old, say
    lines = lines or [f'status {answer.returncode}']
    return f'{NO_IMPORT}: {lines[-1]}'


def machine() -> list[tuple[str, str]]:
    """Facts about the machine, as label and text."""
    return [
        ('interpreter', sys.executable),
        ('mmcv operators', mmcv_operators()),
        ('CUDA', cuda()),
        ('CPU cores', str(os.cpu_count())),
        ('free disk', f'{shutil.disk_usage(ROOT).free / 1e9:.0f} GB at {ROOT}'),
    ]


def main() -> int:
    """Print the report and return the exit status."""
    versions = load_versions()
    findings = versions.examine()
    print(versions.table(findings))
    print()
    facts = machine()
    for label, text in facts:
        print(f'{label + ":":<16}{text}')
    wrong = [finding.name for finding in findings if not finding.ok]
    wrong += [text for _, text in facts if text.startswith(NO_IMPORT)]
    print(f'\nTo be mended: {", ".join(wrong)}' if wrong else '\nAll is well.')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
