"""Which video, and which frame of it, an image of a COCO file is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple


class VideoFrames(NamedTuple):
    """The frames of one video.

    Attributes:
        name: Name of the video, or what the names of its frames begin with.
        ids: Ids of the images by number of the frame; several may be of one frame.
        first: What the file counted from, where the numbers were changed to count
            from 0.
    """

    name: str
    ids: Mapping[int, Sequence[Any]]
    first: int = 0

    def from_zero(self, num_frames: int | None) -> VideoFrames:
        """Return the frames with numbers that count from 0, see :func:`first_frame`.

        Args:
            num_frames: Number of frames of the video; None if it is unknown.
        """
        first = first_frame(sorted(self.ids), num_frames)
        ids = {number - first: each for number, each in self.ids.items()}
        return VideoFrames(self.name, ids, first)

    def is_of(self, video: str) -> bool:
        """Return whether a folder or file in the name is called like a video file."""
        wanted = {PurePath(video).name, PurePath(video).stem}
        return any(
            wanted & {part, PurePath(part).stem, part.rstrip('_-. ')}
            for part in PurePath(self.name).parts
        )


def videos_of(
    images: Sequence[dict[str, Any]], videos: Sequence[dict[str, Any]] = ()
) -> list[VideoFrames]:
    """Divide images into videos.

    Images belong together if they have the same ``video_id``, the same ``file_name``
    (that of the video), or names that differ in the number at the end only
    (``clip/frame_000012.png``). Names without a number are divided by folder.

    Args:
        images: The images of an annotation file, with ``id`` and ``file_name``.
        videos: Its list of videos, with ``id`` and ``name``, if it has one.

    Returns:
        The videos in the order of the file.
    """
    titles = {each.get('id'): str(each.get('name')) for each in videos}
    counts = Counter(image['file_name'] for image in images)
    groups = defaultdict(list)
    for image in images:
        number, name = image.get('video_id'), image['file_name']
        if number is not None:
            name = titles.get(number, f'video_id {number}')
        elif counts[name] == 1:
            name = _name_without_number(name)
        groups[name].append(image)
    return [_frames(name, frame_numbers(each)) for name, each in groups.items()]


def _frames(name: str, numbers: Mapping[Any, int]) -> VideoFrames:
    ids = defaultdict(list)
    for image_id, number in numbers.items():
        ids[number].append(image_id)
    return VideoFrames(name, dict(ids))


def frame_numbers(images: Sequence[dict[str, Any]]) -> dict[Any, int]:
    """Return the frame of each image of a video.

    It is ``frame_index`` if all images have one; else the number at the end of the file
    name (``frame_000012.png``), if all names end in different numbers; else the id.
    Tools such as CVAT count ids from 1 and frames from 0.

    Args:
        images: Images of an annotation file, with ``id`` and ``file_name``.

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
        numbers: All frame numbers of the video in rising order.
        num_frames: Number of frames of the video; None if it is unknown.

    Returns:
        1 if the numbers begin at 1 or above and end at ``num_frames``, which no frame
        has that is counted from 0.
    """
    return int(bool(numbers) and numbers[0] >= 1 and numbers[-1] == num_frames)


def _last_number(name: str) -> int | None:
    found = re.search(r'(\d+)$', PurePath(name).stem, re.ASCII)
    return int(found[1]) if found else None


def _name_without_number(name: str) -> str:
    """Return what the names of the frames of a video have in common."""
    path = PurePath(name)
    stem = re.sub(r'\d+$', '', path.stem, flags=re.ASCII)
    return str(path.parent if stem == path.stem else path.parent / stem)
