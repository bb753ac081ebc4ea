"""Classes of a detector by name or number."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .errors import DetectorError

#: The 80 classes of COCO in the order of detectors trained on it.
COCO_CLASSES = tuple(
    """
    person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light,
    fire hydrant, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow,
    elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee,
    skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard,
    surfboard, tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana,
    apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair,
    couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard,
    cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase,
    scissors, teddy bear, hair drier, toothbrush
    """.replace('\n', ' ')
    .strip()
    .split(', ')
)
COCO_CLASSES = tuple(name.strip() for name in COCO_CLASSES)


def class_names(metadata: Mapping[str, str], count: int | None) -> dict[int, str]:
    """Return the names of a detector's classes.

    Args:
        metadata: Entries of the ONNX file; Ultralytics stores ``names``.
        count: Number of classes, None if the outputs do not tell it.

    Returns:
        Names by number: those of the file, else those of COCO if their number fits,
        else none.
    """
    try:
        names = ast.literal_eval(metadata.get('names', ''))
    except (ValueError, SyntaxError):
        names = None
    if isinstance(names, dict):
        return {int(key): str(name) for key, name in names.items()}
    if count in (None, len(COCO_CLASSES)):
        return dict(enumerate(COCO_CLASSES))
    return {0: 'person'} if count == 1 else {}


def class_numbers(wanted: Sequence[str], names: Mapping[int, str], path: object) -> set:
    """Return the numbers of classes given by name or number.

    Args:
        wanted: Names or numbers as text.
        names: Names of the detector's classes.
        path: The file, for messages.

    Raises:
        DetectorError: If a name is not among them.
    """
    by_name = {name: number for number, name in names.items()}
    found = set()
    for each in wanted:
        if each.isdecimal():
            found.add(int(each))
        elif each in by_name:
            found.add(by_name[each])
        elif not names:
            raise DetectorError(
                f'{path} does not name its classes, so that {each!r} is not known. '
                'Give their numbers: --det-classes 0 3.'
            )
        else:
            near = get_close_matches(each, by_name, n=3) or list(by_name)[:5]
            raise DetectorError(
                f'{path} has no class {each!r} among its {len(names)}. Nearest: '
                f'{", ".join(near)}.'
            )
    return found
