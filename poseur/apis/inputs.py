"""Search for the images and videos that a user's inputs refer to."""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .failures import FailureLog
from .sources import Camera, ImageArray, ImageFile, Source, VideoFile

IMAGE = re.compile(r'\.(bmp|jpe?g|jpe|jp2|p[bgnp]m|png|tiff?|webp)', re.IGNORECASE)
VIDEO = re.compile(r'\.(avi|flv|gif|m4v|mkv|mov|mp4|mpe?g|ts|webm|wmv)', re.IGNORECASE)
SUPPORTED = (
    'bmp, jpg, png, ppm, tif, webp; avi, mkv, mov, mp4, mpg, webm, wmv and others'
)
Input = str | Path | int | np.ndarray | Source
Inputs = Input | Sequence[Input]


def find_sources(inputs: Inputs, failures: FailureLog) -> list[Source]:
    """Find the images and videos that the inputs refer to.

    Args:
        inputs: Path of an image or video, a folder, a glob pattern (``'a/*.jpg'``), the
            number of a camera, an array uint8 BGR ``[H, W, 3]``, or a list of these.
        failures: Log for inputs without an image or video.

    Returns:
        The sources in order; files of a folder or pattern are sorted by name. No file
        is opened.
    """
    items = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    sources: list[Source] = []
    for item in items:
        sources += _sources_of(item, len(sources), failures)
    return sources


def _sources_of(item: object, position: int, failures: FailureLog) -> list[Source]:
    if isinstance(item, Source):
        return [item]
    if isinstance(item, np.ndarray):
        return [ImageArray(item, position)]
    if isinstance(item, int):
        return [Camera(item, position)]
    if not isinstance(item, str | Path):
        raise TypeError(
            f'An input has type {type(item).__name__}. Pass paths, arrays (uint8 BGR '
            '[height, width, 3]) or the number of a camera.'
        )
    if str(item).startswith(('http://', 'https://')):
        failures.add(str(item), 'URLs are not supported. Download the file first.')
        return []
    paths = _expand(Path(item), failures)
    return [_file(path, position + offset) for offset, path in enumerate(paths)]


def _expand(path: Path, failures: FailureLog) -> list[Path]:
    """Return the files of a folder or pattern; of any other path the path itself."""
    if path.is_dir():
        candidates = list(path.iterdir())
    elif path.exists() or not glob.has_magic(str(path)):
        if is_supported(path):
            return [path]
        failures.add(
            str(path),
            f'The extension {path.suffix!r} is neither that of an image nor of a video '
            f'({SUPPORTED}).',
        )
        return []
    else:
        candidates = [Path(name) for name in glob.glob(str(path), recursive=True)]
    found = [file for file in candidates if is_supported(file)]
    if not found:
        failures.add(
            str(path),
            f'No image or video among its {len(candidates)} files. Supported '
            f'extensions: {SUPPORTED}.',
        )
    return sorted(found, key=_natural_order)


def is_supported(path: Path) -> bool:
    """Return whether the extension of a file is that of an image or video."""
    return bool(IMAGE.fullmatch(path.suffix) or VIDEO.fullmatch(path.suffix))


def _file(path: Path, position: int) -> Source:
    if VIDEO.fullmatch(path.suffix):
        return VideoFile(path, position)
    return ImageFile(path, position)


def _natural_order(path: Path) -> list[int | str]:
    """Return a sort key that puts ``frame_2`` before ``frame_10``."""
    parts = re.split(r'(\d+)', str(path))
    return [int(part) if part.isdecimal() else part for part in parts]
