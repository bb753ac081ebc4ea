"""The gate: an annotation file in COCO's format is checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .categories import check_names, people_categories
from .corners import CornerSuspicion
from .demands import Demands
from .fields import is_whole, list_of, sound_entries
from .ids import check_unique, refer_to_images
from .keypoints import METAINFO, MOST, usual_number
from .people import People
from .plausibility import check_people
from .report import CROWD, EMPTY, OTHER, UNLABELED, Kind, Report
from .schema import ANNOTATION, CATEGORY, IMAGE, person_fields
from .whole_body import check_parts

CHUNK = 10_000  # people whose keypoints are in memory at a time
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
    persons = sound_entries(persons, 'annotation', person_fields(demands.areas), report)
    persons = [each for each in persons if each['image_id'] in images]
    names, suspicion = demands.body_names, CornerSuspicion()
    count = usual_number(persons) if names is None else len(names)
    source = MOST if names is None else METAINFO
    for chunk in _chunks(persons):
        if demands.parts:
            chunk = check_parts(chunk, demands.parts, report)
        people = People.read(chunk, images, count, report, source)
        left_out |= check_people(people, demands.areas, report)
        suspicion.count(people)
    suspicion.report(report)
    return left_out


def _chunks(people: Sequence[dict]) -> Iterator[Sequence[dict]]:
    for start in range(0, len(people), CHUNK):
        yield people[start : start + CHUNK]
