"""Tell a wrong or damaged annotation file before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from mmengine.fileio import get_local_path

from .annotation_checks import AnnotationError

KINDS = {'{': 'an object, as in COCO', '[': 'a list, as in MPII or detections'}


def check_json_start(path: str, opening: str, key: str) -> None:
    """Check by its first character that a file is JSON of the right kind.

    Args:
        path: The file.
        opening: ``{`` for an object or ``[`` for a list.
        key: Argument of the dataset that names the file, for messages.

    Raises:
        AnnotationError: If the file starts otherwise.
    """
    with get_local_path(path) as local_path, open(local_path, 'rb') as file:
        start = file.read(64).lstrip()
    if start[:1] != opening.encode():
        found = f'starts with {start[:20]!r}' if start else 'is empty'
        raise AnnotationError(
            f'{path} ({key}) {found}, where JSON with {KINDS[opening]}, belongs. '
            f'Correct {key} or copy the file again.'
        )


@contextmanager
def names_damaged_json(*paths: str | None) -> Iterator[None]:
    """Name the files that may be meant when JSON cannot be read.

    Args:
        paths: The files that are read inside, None for none.

    Raises:
        AnnotationError: If one of them is no JSON to its end.
    """
    try:
        yield
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise AnnotationError(
            f'{" or ".join(filter(None, paths))} is truncated or no JSON: {error}. '
            'Copy the file again.'
        ) from error
