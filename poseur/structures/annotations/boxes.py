"""Files of boxes: annotations or detections whose boxes are used, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .categories import PERSON
from .fields import Field, is_box, is_number, is_size, is_whole, list_of, sound_entries
from .ids import check_unique
from .report import CROWD, OTHER, Kind, Report

COCO = 'Use the COCO format.'
PIXELS = 'a number of pixels'
FORMAT = Kind(
    'files of another format',
    'Give a COCO annotation file (images, annotations) or a list of detections '
    '(image_id, bbox, score).',
)
NO_PEOPLE = Kind(
    'files without boxes of people',
    "Call their category 'person', or give them category_id 1.",
)


OTHER_TYPE = Kind(
    'category ids that have another type than in categories', 'Write both in one type.'
)


def is_id(value: object) -> bool:
    """Return whether a value can be an id; box files may use texts."""
    return isinstance(value, str) or is_number(value)


def is_optional_number(value: object) -> bool:
    """Return whether a value is a finite number or null."""
    return value is None or is_number(value)


def is_optional_size(value: object) -> bool:
    """Return whether a value is a number of pixels, or 0 or null for an unknown one."""
    return value is None or value == 0 or is_size(value)


IMAGE = (
    Field('id', is_id, 'a number or a text', COCO),
    Field('file_name', lambda name: isinstance(name, str), 'a text', COCO),
    Field('width', is_optional_size, PIXELS, COCO, required=False),
    Field('height', is_optional_size, PIXELS, COCO, required=False),
    Field(
        'frame_index', lambda n: n is None or is_whole(n), 'a whole number', COCO, False
    ),
    Field(
        'video_id', lambda n: n is None or is_id(n), 'a number or a text', COCO, False
    ),
)
VIDEO = (Field('id', is_id, 'a number or a text', COCO),)
CATEGORY = (Field('id', is_id, 'a number or a text', COCO),)
BOX = (
    Field('image_id', is_id, 'a number or a text', COCO),
    Field('bbox', is_box, 'four finite numbers: left, top, width, height', COCO),
    Field('score', is_optional_number, 'a finite number', COCO, required=False),
    Field('category_id', is_id, 'a number or a text', COCO, required=False),
)


def why_left_out(entry: dict, people: Collection) -> str | None:
    """Return the reason to leave the box of a sound entry out; None to use it."""
    if entry.get('category_id') not in (None, *people):
        return OTHER
    return CROWD if entry.get('iscrowd') else None


def check_boxes(content: object, path: str) -> tuple[Report, Collection]:
    """Check a file of boxes as a whole.

    Args:
        content: The parsed file.
        path: The file, for messages.

    Returns:
        The report, with what is left out, and the ids of the categories that are
        people.
    """
    report = Report(path)
    people: Collection = [PERSON]
    if isinstance(content, dict) and {'images', 'annotations'} <= set(content):
        images = list_of(content, 'images', report, required=True)
        check_unique(sound_entries(images, 'image', IMAGE, report), 'image', report)
        sound_entries(
            list_of(content, 'videos', report, required=False), 'video', VIDEO, report
        )
        listed = list_of(content, 'categories', report, required=False)
        categories = sound_entries(listed, 'category', CATEGORY, report)
        named = [each['id'] for each in categories if each.get('name') == 'person']
        people = named or people
        entries = list_of(content, 'annotations', report, required=True)
    elif isinstance(content, list):
        entries = content
    else:
        report.add(FORMAT, 'the file', 'has neither annotations nor detections')
        return report, people
    boxes = sound_entries(entries, 'entry', BOX, report)
    _check_people(boxes, people, report)
    reasons = (why_left_out(box, people) for box in boxes)
    report.left_out.update(reason for reason in reasons if reason)
    return report, people


def _check_people(boxes: Sequence[dict], people: Collection, report: Report) -> None:
    """Report a file without boxes of people, and ids that differ in their type only."""
    found = {box.get('category_id') for box in boxes}
    spellings = {str(number): number for number in people}
    for number in found - {None, *people}:
        if str(number) in spellings:
            problem = f'is {spellings[str(number)]!r} in categories'
            report.add(OTHER_TYPE, f'category_id {number!r}', problem)
    if found and not found & {None, *people}:
        names = ', '.join(sorted(map(str, found)))
        report.add(NO_PEOPLE, 'the file', f'has boxes of category_id {names} only')
