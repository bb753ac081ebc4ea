"""Boxes of people from annotation files in COCO's form."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np


def read_boxes(path: str | Path) -> dict[str, np.ndarray]:
    """Read the boxes of a COCO annotation file.

    Args:
        path: The file, with ``images`` and ``annotations``; crowds are left out.

    Returns:
        Left, top, right and bottom of the people ``[N, 4]`` by the image's
        ``file_name``.

    Raises:
        ValueError: If it is no such file.
    """
    try:
        content = json.loads(Path(path).read_text())
        names = {image['id']: image['file_name'] for image in content['images']}
        boxes: dict[str, list] = {name: [] for name in names.values()}
        for annotation in content['annotations']:
            if not annotation.get('iscrowd', 0):
                left, top, width, height = annotation['bbox']
                corners = [left, top, left + width, top + height]
                boxes[names[annotation['image_id']]].append(corners)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f'{path} is no COCO annotation file: {type(error).__name__}: {error}. Give '
            'one with images (id, file_name) and annotations (image_id, bbox).'
        ) from error
    return {
        name: np.array(corners, np.float32).reshape(-1, 4)
        for name, corners in boxes.items()
    }
