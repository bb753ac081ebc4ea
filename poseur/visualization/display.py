"""Whether windows can be opened."""

from __future__ import annotations

import subprocess
import sys

PROBE = "import cv2; cv2.namedWindow('poseur')"


def check_display() -> str | None:
    """Try to open a window in another process, since OpenCV's Qt ends its own.

    Returns:
        A message if it fails; None if windows can be opened.
    """
    found = subprocess.run([sys.executable, '-c', PROBE], capture_output=True)
    if found.returncode == 0:
        return None
    return (
        'OpenCV cannot open a window here. Set DISPLAY to that of a running desktop, '
        'or leave the option out.'
    )
