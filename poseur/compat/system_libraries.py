"""Libraries of the operating system that OpenCV's windows need.

``opencv-python`` is linked to libraries that desktops have and servers and containers
often lack. It installs without them, and its first import fails.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# Packages of Debian and Ubuntu with each library. Some releases call the second
# libglib2.0-0t64, which apt chooses by itself.
PACKAGES = {
    'libGL.so.1': 'libgl1',
    'libgthread-2.0.so.0': 'libglib2.0-0',
    'libglib-2.0.so.0': 'libglib2.0-0',
    'libxcb.so.1': 'libxcb1',
    'libX11.so.6': 'libx11-6',
    'libSM.so.6': 'libsm6',
    'libICE.so.6': 'libice6',
    'libXext.so.6': 'libxext6',
    'libXrender.so.1': 'libxrender1',
}
HEADLESS = 'Or do without windows (--show): make setup HEADLESS=1'


def opencv_problem() -> str:
    """Say why cv2 cannot be imported and how to fix it; empty if it can, or is absent.

    The import is tried in a separate process.
    """
    if importlib.util.find_spec('cv2') is None:
        return ''
    done = subprocess.run(
        [sys.executable, '-c', 'import cv2'],
        capture_output=True,
        encoding='utf-8',
        errors='replace',
    )
    if done.returncode == 0:
        return ''
    lines = done.stderr.strip().splitlines() or [f'exit status {done.returncode}']
    named = re.findall(r'(lib[\w.+-]+\.so[\w.]*): cannot open', lines[-1])
    libraries = sorted({*named, *unresolved_libraries()})
    if not libraries:
        return f'cv2 cannot be imported: {lines[-1]}'
    return advice(libraries)


def advice(libraries: Iterable[str]) -> str:
    """Say how to install some libraries."""
    libraries = list(libraries)
    packages = sorted({PACKAGES.get(name, f'<{name}>') for name in libraries})
    return (
        'cv2 cannot be imported: this machine lacks the libraries '
        f'{", ".join(libraries)}.\n'
        f'Debian, Ubuntu: apt install {" ".join(packages)}\n{HEADLESS}'
    )


def unresolved_libraries() -> set[str]:
    """Return all libraries that cv2 is linked to and that are missing."""
    spec = importlib.util.find_spec('cv2')
    folders = (spec.submodule_search_locations if spec else None) or ()
    modules = [path for folder in folders for path in Path(folder).glob('cv2*.so')]
    try:
        done = subprocess.run(
            ['ldd', *map(str, modules)],
            capture_output=True,
            encoding='utf-8',
            check=False,
        )
    except OSError:  # no ldd here; the error of the import names one library
        return set()
    return set(re.findall(r'(\S+) => not found', done.stdout))
