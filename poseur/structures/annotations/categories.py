"""Which category the people of a file have, and how its keypoints are named."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .report import Kind, Report

PERSON = 1  # category id where neither names nor keypoints tell
SEVERAL = Kind(
    'further categories with keypoints',
    'Give all objects with keypoints one category_id, or write a file per category.',
)
UNLISTED = Kind(
    'categories of people that are not listed',
    'Add the category to categories, or correct category_id.',
)
NO_PERSON = Kind('missing categories', 'Give the category of the people this name.')
NAMES = Kind(
    'categories whose keypoints are not those of the metainfo',
    'Put the keypoints of metainfo in the order of the file, or use the metainfo of '
    'this file.',
)
OTHER_NAMES = 'keypoint names that the metainfo does not have; compare the order'


def people_categories(
    annotations: Sequence[dict],
    categories: Sequence[dict],
    person: str | None,
    report: Report,
) -> frozenset[int]:
    """Return the ids of the categories that are people.

    Args:
        annotations: Sound annotations.
        categories: Sound categories.
        person: Their name; None for the category that has keypoints.
        report: Report for a file without that name, or with keypoints in several
            categories.
    """
    if person is not None:
        named = {each['id'] for each in categories if each.get('name') == person}
        if not named:
            report.add(NO_PERSON, 'categories', f'has no category {person!r}')
        return frozenset(named)
    with_keypoints = list(
        dict.fromkeys(a['category_id'] for a in annotations if a.get('keypoints'))
    )
    first = min(with_keypoints, default=PERSON)
    for number in with_keypoints:
        if number != first:
            report.add(
                SEVERAL,
                f'category {number}',
                f'has keypoints, and so has category {first}: scores would be the '
                'mean over both',
            )
    listed = {each['id'] for each in categories}
    for number in with_keypoints:
        if categories and number not in listed:
            report.add(UNLISTED, f'category {number}', 'has keypoints, but no entry')
    return frozenset(with_keypoints or [PERSON])


def check_names(
    categories: Sequence[dict],
    people: Collection[int],
    names: Sequence[str],
    report: Report,
) -> None:
    """Compare the names of keypoints in the file with those of the metainfo.

    Names are compared without case and punctuation. Names in another order are a
    fault; other names cannot be compared and are noted.

    Args:
        categories: Sound categories.
        people: Ids of those that are people.
        names: Names in the metainfo, in order.
        report: Report to add to.
    """
    wanted = [_plain(name) for name in names]
    for category in categories:
        listed = category.get('keypoints')
        if category['id'] not in people or not listed:
            continue
        found = [_plain(str(name)) for name in listed]
        place = f'category {category["id"]}'
        if len(found) != len(wanted):
            problem = f'names {len(found)} keypoints, but metainfo {len(wanted)}'
            report.add(NAMES, place, problem)
        elif sorted(found) != sorted(wanted):
            report.notes[OTHER_NAMES] += len(set(found) - set(wanted))
        elif found != wanted:
            at = next(i for i, name in enumerate(found) if name != wanted[i])
            report.add(
                NAMES,
                place,
                f'has {listed[at]!r} as keypoint {at}, but metainfo has {names[at]!r}: '
                'the order differs',
            )


def _plain(name: str) -> str:
    return re.sub(r'[\W_]+', '', name).lower()
