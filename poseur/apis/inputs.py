"""From what a user gives to a list of sources."""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .failures import FailureLog
from .sources import ImageArray, ImageFile, Source
from .video_sources import Camera, VideoFile

IMAGE = re.compile(r'\.(bmp|jpe?g|jpe|jp2|p[bgnp]m|png|tiff?|webp)', re.IGNORECASE)
VIDEO = re.compile(r'\.(avi|flv|gif|m4v|mkv|mov|mp4|mpe?g|ts|webm|wmv)', re.IGNORECASE)
KNOWN = 'bmp, jpg, png, ppm, tif, webp; avi, mkv, mov, mp4, mpg, webm, wmv and others'
Input = str | Path | int | np.ndarray | Source
Inputs = Input | Sequence[Input]


def find_sources(inputs: Inputs, failures: FailureLog) -> list[Source]:
    """Find the images and videos that inputs stand for.

    Args:
        inputs: A path of an image or video, a folder, a pattern (``'a/*.jpg'``), the
            number of a camera, an array uint8 BGR ``[H, W, 3]``, or a list of these.
        failures: Takes inputs that stand for nothing.

    Returns:
        The sources in order, files of a folder or pattern sorted by name. Files are not
        opened yet.
    """
    given = inputs if isinstance(inputs, list | tuple) else [inputs]
    sources: list[Source] = []
    for item in given:
        sources += _sources_of(item, len(sources), failures)
    return sources


def _sources_of(item: Input, position: int, failures: FailureLog) -> list[Source]:
    if isinstance(item, Source):
        return [item]
    if isinstance(item, np.ndarray):
        return [ImageArray(item, position)]
    if isinstance(item, int):
        return [Camera(item, position)]
    if not isinstance(item, str | Path):
        raise TypeError(
            f'An input is a {type(item).__name__}. Give paths, arrays (uint8 BGR '
            '[height, width, 3]) or the number of a camera.'
        )
    if str(item).startswith(('http://', 'https://')):
        failures.add(str(item), 'URLs are not read. Download the file first.')
        return []
    paths = _expand(Path(item), failures)
    return [_file(path, position + offset) for offset, path in enumerate(paths)]


def _expand(path: Path, failures: FailureLog) -> list[Path]:
    """The files of a folder or pattern; of anything else the path itself."""
    if path.is_dir():
        candidates = list(path.iterdir())
    elif path.exists() or not glob.has_magic(str(path)):
        if is_known(path):
            return [path]
        failures.add(
            str(path),
            f'The ending {path.suffix!r} is neither that of an image nor of a video '
            f'({KNOWN}).',
        )
        return []
    else:
        candidates = [Path(name) for name in glob.glob(str(path), recursive=True)]
    found = [file for file in candidates if is_known(file)]
    if not found:
        failures.add(
            str(path),
            f'No image or video among its {len(candidates)} files. Known endings are '
            f'{KNOWN}.',
        )
    return sorted(found, key=_natural_order)


def is_known(path: Path) -> bool:
    """Whether a file's ending is that of an image or a video."""
    return bool(IMAGE.fullmatch(path.suffix) or VIDEO.fullmatch(path.suffix))


def _file(path: Path, position: int) -> Source:
    if VIDEO.fullmatch(path.suffix):
        return VideoFile(path, position)
    return ImageFile(path, position)


def _natural_order(path: Path) -> list:
    """Sorts ``frame_2`` before ``frame_10``."""
    parts = re.split(r'(\d+)', str(path))
    return [int(part) if part.isdecimal() else part for part in parts]
