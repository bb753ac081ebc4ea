"""Ids of a file: each one once, and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from .fields import entry_name
from .report import Kind, Report

TWICE = 'Give every {0} an id of its own; files are merged by renumbering.'
FIXES = dict(
    annotation='Add the image to images, or remove the annotation.',
    detection='Use the detections of the same images.',
)


def check_unique(entries: Iterable[dict], name: str, report: Report) -> None:
    """Report ids that several entries have.

    Args:
        entries: Entries with ``id``; those without one are not compared.
        name: What an entry is called.
        report: Report to add to.
    """
    kind = Kind(f'{name} ids that occur more than once', TWICE.format(name))
    seen = set()
    for entry in entries:
        number = entry.get('id')
        if number is not None and number in seen:
            report.add(kind, f'{name} {number}', 'is there more than once')
        seen.add(number)


def refer_to_images(
    annotations: Sequence[dict], images: Collection, name: str, report: Report
) -> list[dict]:
    """Return the annotations whose image is listed; report the others.

    Args:
        annotations: Entries with ``image_id``.
        images: Ids of all listed images.
        name: What an entry is called.
        report: Report to add to.
    """
    title = f'{name}s of images that are not listed'
    unlisted = Kind(title, FIXES[name])
    other_type = Kind(f'{title}, but for their type', 'Write both in one type.')
    spellings = {str(number): number for number in images}
    found = []
    for index, entry in enumerate(annotations):
        number = entry['image_id']
        if number in images:
            found.append(entry)
            continue
        kind = unlisted
        problem = f'has image_id {number!r}, which the annotation file does not list'
        if str(number) in spellings:
            known = spellings[str(number)]
            kind, problem = other_type, f'has image_id {number!r}, images {known!r}'
        report.add(kind, entry_name(entry, name, index), problem)
    return found
