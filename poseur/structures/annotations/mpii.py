"""People in mmpose's MPII format."""

from __future__ import annotations

from .fields import Field, entry_name, is_number, sound_entries
from .report import Kind, Report

FARTHEST = 1e6  # pixels; much further out, float32 has no fractions of them
SMALLEST = 1e-3  # units of 200 pixels, as all scales
FIX = 'Convert the annotations to the MPII format of mmpose or remove this one.'
FILE = Kind('files of another format', 'Give a JSON list of people, as in MPII.')
JOINTS = Kind(
    'people with another number of joints than the metainfo',
    'Set metainfo to that of these annotations, and the number of keypoints of the '
    'head with it.',
)


def _is_image(value: object) -> bool:
    return isinstance(value, str) and value.split('.')[0].isdecimal()


def _is_near(value: object) -> bool:
    return is_number(value) and abs(value) <= FARTHEST  # type: ignore[arg-type]


def _is_scale(value: object) -> bool:
    return _is_near(value) and value >= SMALLEST  # type: ignore[operator]


def _are_flags(value: object) -> bool:
    return isinstance(value, list) and all(v in (0, 1) for v in value)


def _is_place(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_near, value))


def _are_places(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_place, value))


PERSON = (
    Field(
        'image',
        _is_image,
        'a number with an ending, as in MPII (015601864.jpg)',
        'The number is the id of the image. Rename the file.',
    ),
    Field('center', _is_place, 'two finite numbers up to a million', FIX),
    Field('scale', _is_scale, 'a positive number from 0.001 up to a million', FIX),
    Field(
        'joints', _are_places, 'a list of pairs of finite numbers up to a million', FIX
    ),
    Field('joints_vis', _are_flags, 'a list of 0 and 1', FIX),
)


def check_mpii(content: object, num_keypoints: int, path: str) -> Report:
    """Check a file of people in mmpose's MPII format as a whole.

    Args:
        content: The parsed file: a list of ``image``, ``center`` (pixels), ``scale``
            (units of 200 pixels), ``joints``, ``joints_vis``.
        num_keypoints: Keypoints per person in the dataset's metainfo.
        path: The file, for messages.
    """
    report = Report(path)
    if not isinstance(content, list):
        report.add(FILE, 'the file', f'is {type(content).__name__}, not a list')
        return report
    sound_entries(content, 'annotation', PERSON, report)
    for index, entry in enumerate(content):
        for key in ('joints', 'joints_vis'):
            values = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(values, list) and len(values) != num_keypoints:
                problem = (
                    f'has {len(values)} keypoints in {key}, but the metainfo of the '
                    f'dataset says {num_keypoints}'
                )
                report.add(JOINTS, entry_name(entry, 'annotation', index), problem)
    return report
