"""Structure of a file: lists of objects whose fields have the right types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from .report import Kind, Report

LISTS = Kind(
    'lists that are missing or not lists',
    'Use a COCO annotation file with the lists images, annotations and categories.',
)
ENTRIES = Kind('entries that are not objects', 'Remove them or write the file again.')

ABSENT = object()


class Field(NamedTuple):
    """A field of an entry.

    Attributes:
        key: Its key.
        is_valid: Whether a value can be used.
        expected: What a valid value is, for messages.
        fix: What to do if it is missing or invalid.
        required: Whether it must be there.
    """

    key: str
    is_valid: Callable[[Any], bool]
    expected: str
    fix: str = 'Correct it or write the file again.'
    required: bool = True


def is_whole(value: object) -> bool:
    """Return whether a value is an integer; JSON's true and false are not."""
    return type(value) is int


def is_number(value: object) -> bool:
    """Return whether a value is a finite number."""
    if type(value) is int:
        return abs(value) < 2**63
    return type(value) is float and math.isfinite(value)


def is_name(value: object) -> bool:
    """Return whether a value is a text that can be the name of a file."""
    return isinstance(value, str) and bool(value.strip()) and '\0' not in value


def is_size(value: object) -> bool:
    """Return whether a value is a positive number of whole pixels."""
    return is_number(value) and value > 0 and value == int(value)  # type: ignore


def is_box(value: object) -> bool:
    """Return whether a value is a list of four finite numbers."""
    return isinstance(value, list) and len(value) == 4 and all(map(is_number, value))


def is_flag(value: object) -> bool:
    """Return whether a value is 0, 1, true or false."""
    return isinstance(value, bool | int) and value in (0, 1)


def is_mask(value: object) -> bool:
    """Return whether a value may be polygons, an RLE or none of them."""
    return value is None or isinstance(value, list | dict)


def list_of(content: dict, key: str, report: Report, required: bool) -> list:
    """Return a list of the file, empty if it is missing or not a list."""
    if key not in content and not required:
        return []
    value = content.get(key)
    if isinstance(value, list):
        return value
    found = f'is {type(value).__name__}' if key in content else 'is missing'
    report.add(LISTS, key, f'{found}, not a list of objects')
    return []


def sound_entries(
    entries: Sequence[object], name: str, fields: Iterable[Field], report: Report
) -> list[dict]:
    """Return the entries that are objects with valid fields; report the others.

    Args:
        entries: A list of the file.
        name: What one is called, such as ``annotation``.
        fields: Fields to check.
        report: Report to add to.
    """
    kinds = [(each, *_kinds(name, each)) for each in fields]
    sound = []
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            report.add(ENTRIES, f'{name} at index {index}', f'is {_short(entry)}')
            continue
        faults = [fault for each in kinds if (fault := _fault(entry, *each))]
        for kind, problem in faults:
            report.add(kind, entry_name(entry, name, index), problem)
        if not faults:
            sound.append(entry)
    return sound


def entry_name(entry: dict, name: str, index: int) -> str:
    """Return what messages call an entry: by its id, or else by its position."""
    number = entry.get('id')
    if isinstance(number, int | str) and not isinstance(number, bool):
        return f'{name} {number}'
    image = f' ({entry["image"]})' if isinstance(entry.get('image'), str) else ''
    return f'{name} at index {index}{image}'


def _fault(
    entry: dict, field: Field, missing: Kind, invalid: Kind
) -> tuple[Kind, str] | None:
    """Return kind and problem of a field of an entry; None if there is none."""
    value = entry.get(field.key, ABSENT)
    if value is ABSENT:
        return (missing, f'has no {field.key!r}') if field.required else None
    if field.is_valid(value):
        return None
    return invalid, f'has {field.key} {_short(value)}, not {field.expected}'


def _kinds(name: str, field: Field) -> tuple[Kind, Kind]:
    title = f'{name}s whose {field.key} is'
    return Kind(f'{title} missing', field.fix), Kind(f'{title} invalid', field.fix)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f'{text[:57]}...'
