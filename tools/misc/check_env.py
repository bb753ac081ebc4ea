"""Report the installed packages and the machine, and compare them with requirements.

The exit status is 1 if something is missing, has a wrong version or cannot be loaded.
The script runs in any environment, including one without torch or mmpose.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
COMPAT = ROOT / 'poseur' / 'compat'
# Start of the description of CUDA if torch is installed but broken.
NO_IMPORT = 'torch cannot be imported'
CUDA_PROBE = """
import torch
names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
print('built for', torch.version.cuda or 'CPU only', end='; ')
print('GPUs:', ', '.join(names) or 'none')
"""


def load_compat(name: str) -> ModuleType:
    """Load a module of ``poseur.compat`` without the rest of the package.

    ``import poseur`` raises in the environments that this tool diagnoses.
    """
    if 'compat' not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            'compat', COMPAT / '__init__.py', submodule_search_locations=[str(COMPAT)]
        )
        assert spec is not None and spec.loader is not None, COMPAT
        package = importlib.util.module_from_spec(spec)
        sys.modules['compat'] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f'compat.{name}')


def mmcv_operators() -> str:
    """Describe where mmcv's operators come from, without importing mmcv."""
    mmcv = importlib.util.find_spec('mmcv')
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
        ('COCO evaluation', load_compat('versions').coco_tools()),
        ('CUDA', cuda()),
        ('CPU cores', str(os.cpu_count())),
        ('free disk', f'{shutil.disk_usage(ROOT).free / 1e9:.0f} GB at {ROOT}'),
    ]


def main() -> int:
    """Print the report and return the exit status."""
    versions = load_compat('versions')
    findings = versions.examine()
    print(versions.table(findings))
    print()
    facts = machine()
    for label, text in facts:
        print(f'{label + ":":<17}{text}')
    wrong = [each.name for each in findings if not each.ok or each.twice]
    wrong += [text for _, text in facts if text.startswith(NO_IMPORT)]
    opencv = load_compat('system_libraries').opencv_problem()
    if opencv:
        print(f'\n{opencv}')
        wrong.append('the import of cv2')
    print(f'\nTo fix: {", ".join(wrong)}' if wrong else '\nNo problems found.')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
