"""The gate: an annotation file in COCO's format is checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .categories import check_names, people_categories
from .corners import CornerSuspicion
from .demands import Demands
from .fields import (
    Field,
    is_box,
    is_flag,
    is_mask,
    is_name,
    is_number,
    is_size,
    is_whole,
    list_of,
    sound_entries,
)
from .ids import check_unique, refer_to_images
from .keypoints import keypoint_array
from .people import CROWD, EMPTY, OTHER, UNLABELED, People, check_people
from .report import Kind, Report

CHUNK = 10_000  # people whose keypoints are in memory at a time
WHOLE, TEXT = 'a whole number', 'a text'
REQUIRED = 'Use a complete annotation file, or correct the entry.'
IMAGE = (
    Field('id', is_whole, WHOLE, 'Give every image a whole number as its id.'),
    Field('file_name', is_name, 'the name of a file', REQUIRED),
    Field('width', is_size, 'a positive number of pixels', REQUIRED),
    Field('height', is_size, 'a positive number of pixels', REQUIRED),
)
CATEGORY = (
    Field('id', is_whole, WHOLE, REQUIRED),
    Field('name', is_name, TEXT, required=False),
    Field('keypoints', lambda names: isinstance(names, list), 'a list', required=False),
)
ANNOTATION = (
    Field('id', is_whole, WHOLE, 'Give every annotation a whole number as its id.'),
    Field('image_id', is_whole, WHOLE, 'Write the id of its image as a whole number.'),
    Field('category_id', is_whole, WHOLE, 'Write the id of its category.'),
    Field('iscrowd', is_flag, '0 or 1', required=False),
)
BOX = Field(
    'bbox', is_box, 'four finite numbers (x, y, width, height)', 'Correct or remove it.'
)
AREA_FIX = 'Add the area of the person in pixels; the evaluation needs it too.'
PARTS = Kind(
    'people without the lists of COCO-WholeBody',
    'Use a file of COCO-WholeBody (coco_wholebody_*_v1.0.json).',
)
PART_KEYS = ('iscrowd', 'num_keypoints', 'segmentation')
FORMAT = Kind('files of another format', 'Use a COCO annotation file.')


class Checked(NamedTuple):
    """A checked file.

    Attributes:
        report: What was found.
        people: Ids of the categories that are people.
        left_out: By annotation id the reason why it is no sample of a person.
    """

    report: Report
    people: frozenset[int]
    left_out: dict[int, str]


def check_annotations(content: object, demands: Demands, path: str) -> Checked:
    """Check an annotation file as a whole.

    Args:
        content: The parsed file.
        demands: What its reader needs.
        path: The file, for messages.

    Returns:
        The report, which has all faults, and what is left out of the people.
    """
    report = Report(path)
    if not isinstance(content, dict):
        report.add(FORMAT, 'the file', f'is {type(content).__name__}, not an object')
        return Checked(report, frozenset(), {})
    listed = list_of(content, 'images', report, required=True)
    images = sound_entries(listed, 'image', IMAGE, report)
    check_unique(images, 'image', report)
    if not demands.annotations:
        return Checked(report, frozenset(), {})
    annotations = _sound_annotations(content, listed, report)
    categories = _categories(content, demands, report)
    people = people_categories(annotations, categories, demands.person, report)
    if demands.body_names is not None:
        check_names(categories, people, demands.body_names, report)
    by_id = {each['id']: each for each in images}
    left_out = {a['id']: OTHER for a in annotations if a['category_id'] not in people}
    persons = [a for a in annotations if a['category_id'] in people]
    left_out |= _check_persons(persons, by_id, demands, report)
    report.left_out.update(left_out.values())
    unlabeled = sum(report.left_out[why] for why in (CROWD, UNLABELED, EMPTY))
    report.settle(len(persons) - unlabeled)
    return Checked(report, people, left_out)


def _sound_annotations(content: dict, images: list, report: Report) -> list[dict]:
    """Return the annotations with sound fields whose image is listed."""
    entries = list_of(content, 'annotations', report, required=True)
    annotations = sound_entries(entries, 'annotation', ANNOTATION, report)
    check_unique(annotations, 'annotation', report)
    ids = {i['id'] for i in images if isinstance(i, dict) and is_whole(i.get('id'))}
    return refer_to_images(annotations, ids, 'annotation', report)


def _categories(content: dict, demands: Demands, report: Report) -> list[dict]:
    """Return the sound categories."""
    listed = list_of(content, 'categories', report, required=demands.categories)
    categories = sound_entries(listed, 'category', CATEGORY, report)
    check_unique(categories, 'category', report)
    return categories


def _check_persons(
    persons: Sequence[dict],
    images: Mapping[int, dict],
    demands: Demands,
    report: Report,
) -> dict[int, str]:
    """Check the annotations of people; return why some are left out, by id."""
    left_out = {each['id']: EMPTY for each in persons if each.get('keypoints') == []}
    persons = [each for each in persons if each['id'] not in left_out]
    persons = sound_entries(persons, 'annotation', _person_fields(demands), report)
    persons = [each for each in persons if each['image_id'] in images]
    suspicion = CornerSuspicion()
    for chunk in _chunks(persons):
        if demands.parts:
            chunk = _check_parts(chunk, demands, report)
        people = People.read(chunk, images, demands, report)
        left_out |= check_people(people, demands.areas, report)
        suspicion.count(people)
    suspicion.report(report)
    return left_out


def _person_fields(demands: Demands) -> tuple[Field, ...]:
    return (
        BOX,
        Field('num_keypoints', is_whole, WHOLE, required=False),
        Field('area', is_number, 'a number', AREA_FIX, required=demands.areas),
        Field('segmentation', is_mask, 'polygons, RLE or null', required=False),
    )


def _check_parts(
    people: Sequence[dict], demands: Demands, report: Report
) -> list[dict]:
    """Check the further lists of keypoints; return the people who have all."""
    complete = []
    for person in people:
        absent = [k for k in (*demands.parts, *PART_KEYS) if k not in person]
        if absent:
            problem = f'has no {", ".join(absent)}'
            report.add(PARTS, f'annotation {person["id"]}', problem)
        else:
            complete.append(person)
    for part, count in demands.parts.items():
        keypoint_array(complete, part, count, report)
    return complete


def _chunks(people: Sequence[dict]) -> Iterator[Sequence[dict]]:
    for start in range(0, len(people), CHUNK):
        yield people[start : start + CHUNK]
