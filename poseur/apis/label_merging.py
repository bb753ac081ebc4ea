"""One COCO file from the parts of a labeling."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from poseur.structures.files import PartialFile

from .coco_writer import as_annotation
from .label_file import (
    ERROR,
    FINISHED,
    IMAGE,
    LabelFileError,
    LabelHeader,
    read_lines,
)


class MergedLabels(NamedTuple):
    """What a merged file has.

    Attributes:
        images: Number of images with labels.
        people: Number of people.
        failed: Reasons of the images without labels, by name.
    """

    images: int
    people: int
    failed: dict[str, str]


def merge_labels(paths: Sequence[Path], out: Path) -> MergedLabels:
    """Join files of labels to one COCO file.

    Args:
        paths: Files of all parts of one labeling.
        out: File to write.

    Returns:
        The numbers of images and people, and the failures.

    Raises:
        LabelFileError: If parts are missing, incomplete, of different models, or have
            the same images.
    """
    headers = [LabelHeader.read(next(read_lines(path), None), path) for path in paths]
    _check_parts(headers, paths)
    images: dict[str, dict] = {}
    failed: dict[str, str] = {}
    count = 0
    with PartialFile(out) as partial, partial.open('w', encoding='utf-8') as file:
        file.write('{"annotations": [')
        for path in paths:
            for line in _complete(path):
                if ERROR in line:
                    failed[line[IMAGE]] = line[ERROR]
                    continue
                name = line[IMAGE]
                if name in images:
                    raise LabelFileError(f'{path}: {name} is in another file, too.')
                width, height = line['width'], line['height']
                images[name] = dict(
                    id=len(images), file_name=name, width=width, height=height
                )
                ids = dict(image_id=images[name]['id'], category_id=1)
                for person in line['people']:
                    entry = as_annotation(person | ids, count + 1)
                    file.write((',\n' if count else '\n') + json.dumps(entry))
                    count += 1
        listed = json.dumps(list(images.values()))
        categories = json.dumps([headers[0].category])
        file.write(f'\n],\n"images": {listed},\n"categories": {categories}}}\n')
    return MergedLabels(len(images), count, failed)


def _check_parts(headers: Sequence[LabelHeader], paths: Sequence[Path]) -> None:
    """Refuse parts of different labelings, and missing ones."""
    first = headers[0]
    for header, path in zip(headers, paths, strict=True):
        same = (header.weights, header.category) == (first.weights, first.category)
        if not same or header.shard[1] != first.shard[1]:
            raise LabelFileError(
                f'{path} is of {header.model} in {header.shard[1]} parts, and '
                f'{paths[0]} of {first.model} in {first.shard[1]}. Give the parts of '
                'one labeling.'
            )
    numbers = sorted(header.shard[0] for header in headers)
    expected = list(range(1, first.shard[1] + 1))
    if numbers != expected:
        raise LabelFileError(
            f'The files are the parts {", ".join(map(str, numbers))} of '
            f'{first.shard[1]}. Give each part once.'
        )


def _complete(path: Path) -> list[dict]:
    """Return the lines with images; the last line must say that all are there."""
    _, *lines = read_lines(path)
    if not lines or FINISHED not in lines[-1]:
        raise LabelFileError(
            f'{path} is not complete. Run the same `poseur label` again, which goes on.'
        )
    return [line for line in lines if IMAGE in line]
