"""Lists of detections in COCO's result format."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from .fields import Field, is_box, is_number, is_whole, sound_entries
from .ids import refer_to_images
from .report import RARE, Kind, Report

FORMAT = 'Write detections in the COCO result format.'
DETECTION = (
    Field('image_id', is_whole, 'a whole number', FORMAT),
    Field('category_id', is_whole, 'a whole number', FORMAT),
    Field('bbox', is_box, 'four finite numbers (x, y, width, height)', FORMAT),
    Field('score', is_number, 'a finite number', FORMAT),
)
NO_AREA = Kind('detections whose box has no area', 'Correct or remove it.', RARE)
FILE = Kind('files of another format', 'Give a JSON list of detections.')


def check_detections(content: object, images: Collection[int], path: str) -> Report:
    """Check a list of detections as a whole.

    Args:
        content: The parsed file.
        images: Ids of the images of the annotation file.
        path: The file, for messages.

    Returns:
        The report. Boxes without area are an oddity up to one in a hundred.
    """
    report = Report(path)
    if not isinstance(content, list):
        report.add(FILE, 'the file', f'is {type(content).__name__}, not a list')
        return report
    detections = sound_entries(content, 'detection', DETECTION, report)
    refer_to_images(detections, images, 'detection', report)
    for index, entry in enumerate(content):
        if isinstance(entry, dict) and is_empty(entry):
            box = entry['bbox']
            report.add(NO_AREA, f'detection at index {index}', f'has bbox {box}, empty')
    report.settle(len(detections))
    return report


def is_empty(detection: dict) -> bool:
    """Return whether a detection has a sound box without area, in float32."""
    box = detection.get('bbox')
    if not is_box(box):
        return False
    with np.errstate(over='ignore', invalid='ignore'):
        first, size = np.array(box, np.float32).reshape(2, 2)
        return not (first + size > first).all()
