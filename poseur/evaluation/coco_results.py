"""Validation of keypoint result files before they go to the COCO server."""

from __future__ import annotations

import json
import math

REQUIRED_KEYS = ('image_id', 'category_id', 'keypoints', 'score')
PERSON_CATEGORY = 1


def validate_coco_results(path: str, num_keypoints: int = 17) -> int:
    """Check the schema and the values of a COCO keypoint result file.

    The file must be a list of entries ``{image_id, category_id, keypoints, score}``: an
    integer image id, category 1, ``num_keypoints`` triplets of x, y (pixels) and score
    in one flat list, and the score of the person. Every number must be finite. An entry
    may also hold a ``bbox``.

    Args:
        path: The JSON file.
        num_keypoints: Keypoints per person.

    Returns:
        The number of entries.

    Raises:
        ValueError: If the file is not such a list. The message names the first invalid
            entry.
    """
    try:
        with open(path, encoding='utf-8') as file:
            entries = json.load(file)
    except json.JSONDecodeError as error:
        raise ValueError(f'{path} is not JSON: {error}. Write it again.') from error
    if not isinstance(entries, list) or not entries:
        raise ValueError(
            f'{path} must hold a non-empty list of results, not '
            f'{type(entries).__name__} of length '
            f'{len(entries) if hasattr(entries, "__len__") else 1}.'
        )
    for index, entry in enumerate(entries):
        error_text = _find_error(entry, num_keypoints)
        if error_text:
            raise ValueError(
                f'{path}: entry {index} {error_text}. The COCO server would reject '
                'the file; check the model that made it.'
            )
    return len(entries)


def _find_error(entry: object, num_keypoints: int) -> str | None:
    """Describe the first error of an entry; None if it is valid."""
    if not isinstance(entry, dict):
        return f'is a {type(entry).__name__}, not a dictionary'
    absent = [key for key in REQUIRED_KEYS if key not in entry]
    if absent:
        return f'lacks {", ".join(absent)}'
    if type(entry['image_id']) is not int:
        return f'has image_id {entry["image_id"]!r}, which is not an integer'
    place = f'(image_id {entry["image_id"]})'
    if entry['category_id'] != PERSON_CATEGORY:
        return (
            f'{place} has category_id {entry["category_id"]!r} instead of '
            f'{PERSON_CATEGORY}'
        )
    keypoints = entry['keypoints']
    if not isinstance(keypoints, list) or len(keypoints) != 3 * num_keypoints:
        length = len(keypoints) if isinstance(keypoints, list) else 'no list'
        return (
            f'{place} needs {3 * num_keypoints} numbers in keypoints '
            f'({num_keypoints} x, y, score), found {length}'
        )
    numbers = (*keypoints, entry['score'])
    invalid = [number for number in numbers if not _is_finite(number)]
    if invalid:
        return f'{place} has {invalid[0]!r} where a finite number is required'
    return None


def _is_finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
