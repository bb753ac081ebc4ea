"""Check a keypoint result file before it goes to the COCO server."""

from __future__ import annotations

import json
import math
from numbers import Real

REQUIRED_KEYS = ('image_id', 'category_id', 'keypoints', 'score')
PERSON = 1


def validate_coco_results(path: str, num_keypoints: int = 17) -> int:
    """Check the schema and the numbers of a COCO keypoint result file.

    The file must be a list of entries ``{image_id, category_id, keypoints,
    score}``: an integer image id, category 1, ``num_keypoints`` triplets
    x, y (pixels) and score in one flat list, and the score of the person.
    Every number must be finite. An entry may hold a ``bbox`` too.

    Args:
        path (str): The JSON file.
        num_keypoints (int): Keypoints per person. Defaults to 17.

    Returns:
        int: The number of entries.

    Raises:
        ValueError: If the file is not such a list, naming the first bad entry.
    """
    try:
        with open(path, encoding='utf-8') as file:
            entries = json.load(file)
    except json.JSONDecodeError as error:
        raise ValueError(f'{path} is not JSON: {error}. Write it anew.') from error
    if not isinstance(entries, list) or not entries:
        raise ValueError(
            f'{path} must hold a non-empty list of results, not '
            f'{type(entries).__name__} of length '
            f'{len(entries) if hasattr(entries, "__len__") else 1}.'
        )
    for index, entry in enumerate(entries):
        problem = _problem(entry, num_keypoints)
        if problem:
            raise ValueError(
                f'{path}: entry {index} {problem}. The COCO server would refuse '
                'the file; check the model that made it.'
            )
    return len(entries)


def _problem(entry: object, num_keypoints: int) -> str | None:
    """Say what is wrong with one entry, if anything is."""
    if not isinstance(entry, dict):
        return f'is a {type(entry).__name__}, not a dictionary'
    absent = [key for key in REQUIRED_KEYS if key not in entry]
    if absent:
        return f'lacks {", ".join(absent)}'
    if type(entry['image_id']) is not int:
        return f'has image_id {entry["image_id"]!r}, which is not an integer'
    place = f'(image_id {entry["image_id"]})'
    if entry['category_id'] != PERSON:
        return f'{place} has category_id {entry["category_id"]!r} in place of {PERSON}'
    keypoints = entry['keypoints']
    if not isinstance(keypoints, list) or len(keypoints) != 3 * num_keypoints:
        length = len(keypoints) if isinstance(keypoints, list) else 'no list'
        return (
            f'{place} needs {3 * num_keypoints} numbers in keypoints '
            f'({num_keypoints} x, y, score), found {length}'
        )
    bad = [number for number in (*keypoints, entry['score']) if not _finite(number)]
    if bad:
        return f'{place} has {bad[0]!r} where a finite number belongs'
    return None


def _finite(number: object) -> bool:
    is_number = isinstance(number, Real) and not isinstance(number, bool)
    return is_number and math.isfinite(number)
