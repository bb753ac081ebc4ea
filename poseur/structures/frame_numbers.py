"""Which frame of a video an image of a COCO file is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any


def frame_numbers(images: Sequence[dict[str, Any]]) -> dict[Any, int]:
    """Return the frame of each image.

    It is ``frame_index`` if all images have one; else the number at the end of the file
    name (``frame_000012.png``), if all names end in different numbers; else the id.
    Tools such as CVAT count ids from 1 and frames from 0.

    Args:
        images: The images of an annotation file, with ``id`` and ``file_name``.

    Returns:
        Frames by image id; images whose id is no number are left out.
    """
    ids = [image['id'] for image in images]
    for numbers in (
        [image.get('frame_index') for image in images],
        [_last_number(image['file_name']) for image in images],
    ):
        if None not in numbers and len(set(numbers)) == len(numbers):
            return dict(zip(ids, numbers, strict=True))
    return {each: each for each in ids if isinstance(each, int)}


def first_frame(numbers: Sequence[int], num_frames: int | None) -> int:
    """Return the number of a video's first frame in a file: 0 or 1.

    Args:
        numbers: All frame numbers of the file in rising order.
        num_frames: Number of frames of the video; None if it is unknown.

    Returns:
        1 if the numbers begin at 1 or above and end at ``num_frames``, which no frame
        has that is counted from 0.
    """
    return int(bool(numbers) and numbers[0] >= 1 and numbers[-1] == num_frames)


def _last_number(name: str) -> int | None:
    found = re.search(r'(\d+)$', PurePath(name).stem, re.ASCII)
    return int(found[1]) if found else None
