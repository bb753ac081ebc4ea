"""Search for the images and videos that a user's inputs refer to."""

from __future__ import annotations

import glob
import logging
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from mmengine.logging import print_log

from poseur.structures.images import is_image_name

from .failures import FailureLog
from .sources import ImageArray, ImageFile, Source
from .video_sources import Camera, VideoFile

VIDEO = re.compile(
    r'\.(3gp|asf|avi|flv|gif|m2ts|m4v|mkv|mov|mp4|mpe?g|mts|ogv|ts|webm|wmv)',
    re.IGNORECASE,
)
SUPPORTED = (
    'bmp, jpg, png, ppm, tif, webp; avi, mkv, mov, mp4, mpg, webm, wmv and others'
)
Input = str | Path | int | np.ndarray | Source
Inputs = Input | Sequence[Input]


def find_sources(
    inputs: Inputs, failures: FailureLog, recursive: bool = False
) -> list[Source]:
    """Find the images and videos that the inputs refer to.

    Files of a folder or pattern that are neither are counted in a warning, by suffix.

    Args:
        inputs: Path of an image or video, a folder, a glob pattern (``'a/*.jpg'``), the
            number of a camera, an array uint8 BGR ``[H, W, 3]``, or a list of these.
        failures: Log for inputs without an image or video.
        recursive: Whether to look into the sub-folders of folders.

    Returns:
        The sources in order; files of a folder or pattern are sorted by name. No file
        is opened.

    Raises:
        TypeError: If an input has another type.
    """
    items = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    sources: list[Source] = []
    for item in items:
        sources += _sources_of(item, len(sources), failures, recursive)
    return sources


def _sources_of(
    item: object, position: int, failures: FailureLog, recursive: bool
) -> list[Source]:
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
    paths: list[Path] = []
    with failures.catching(str(item)):
        paths = _expand(Path(item), failures, recursive)
    return [_file(path, position + offset) for offset, path in enumerate(paths)]


def _expand(path: Path, failures: FailureLog, recursive: bool) -> list[Path]:
    """Return the files of a folder or pattern; of any other path the path itself."""
    if path.is_dir():
        candidates = _entries(path, failures) if recursive else list(path.iterdir())
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
    found = [file for file in candidates if is_supported(file) and not file.is_dir()]
    left_out = _count_by_suffix(set(candidates) - set(found))
    if not found:
        failures.add(
            str(path),
            f'No image or video among its {len(candidates)} files'
            f'{left_out and f": {left_out}"}. Supported extensions: {SUPPORTED}.',
        )
    elif left_out:
        message = f'{path}: left out {left_out}. Supported extensions: {SUPPORTED}.'
        print_log(message, logger='current', level=logging.WARNING)
    return sorted(found, key=_natural_order)


def _entries(folder: Path, failures: FailureLog) -> list[Path]:
    """Return the files in a folder and its sub-folders; links to folders are kept."""

    def report(error: OSError) -> None:
        failures.add(str(error.filename), f'{error.strerror}. Check the permissions.')

    return [
        Path(parent, name)
        for parent, folders, names in os.walk(folder, onerror=report)
        for name in (*names, *(f for f in folders if Path(parent, f).is_symlink()))
    ]


def _count_by_suffix(paths: Iterable[Path]) -> str:
    """Return how many files of each suffix there are, the most frequent first."""
    kinds = Counter(map(_kind, sorted(paths)))
    return ', '.join(f'{count} {kind}' for kind, count in kinds.most_common())


def _kind(path: Path) -> str:
    if path.is_dir():
        linked = path.is_symlink()
        return 'links to folders' if linked else 'sub-folders (see --recursive)'
    return path.suffix.lower() or 'without extension'


def is_supported(path: Path) -> bool:
    """Return whether the extension of a file is that of an image or video."""
    return is_image_name(path) or bool(VIDEO.fullmatch(path.suffix))


def _file(path: Path, position: int) -> Source:
    if VIDEO.fullmatch(path.suffix):
        return VideoFile(path, position)
    return ImageFile(path, position)


def _natural_order(path: Path) -> list[int | str]:
    """Return a sort key that puts ``frame_2`` before ``frame_10``."""
    parts = re.split(r'(\d+)', str(path))
    return [int(part) if part.isdecimal() else part for part in parts]
