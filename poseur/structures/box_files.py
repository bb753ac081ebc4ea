"""COCO files that hold boxes of people."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .annotations import (
    AnnotationError,
    check_boxes,
    read_json,
    size_problem,
    why_left_out,
)
from .boxes import Boxes, find_invalid_boxes
from .frame_numbers import VideoFrames, videos_of
from .messages import abbreviate


@dataclass(frozen=True)
class BoxFile:
    """Boxes of people from a COCO annotation file or a list of detections.

    Attributes:
        path: The file.
        boxes: For each image id, rows of left, top, right, bottom (pixels) and score,
            float64 ``[N, 5]``. Annotations have the score NaN.
        names: File names of the images by id; None for a list of detections.
        videos: The videos that the images are frames of, see :func:`videos_of`.
        sizes: Width and height of the images by id, where the file says them.
        left_out: Number of boxes that are not used, by reason.
    """

    path: str
    boxes: dict[int, np.ndarray]
    names: dict[int, str] | None
    videos: list[VideoFrames]
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str | Path) -> BoxFile:
        """Read and check a file.

        Crowds and objects of other categories are left out and counted.

        Raises:
            FileNotFoundError: If the file does not exist.
            AnnotationError: If it is neither an annotation file nor a list of
                detections, or has faults; the message has all of them.
        """
        content: Any = read_json(path)
        report, people = check_boxes(content, str(path))
        report.raise_faults()
        if isinstance(content, list):
            boxes = group_boxes(content, people)
            frames = VideoFrames('', {each: [each] for each in boxes})
            return cls(str(path), boxes, None, [frames], {}, report.left_out)
        images = content['images']
        names = {image['id']: image['file_name'] for image in images}
        sizes = {
            image['id']: (image['width'], image['height'])
            for image in images
            if image.get('width') and image.get('height')
        }
        boxes = group_boxes(content['annotations'], people)
        videos = videos_of(images, content.get('videos', ()))
        videos = videos or [VideoFrames('', {})]
        return cls(str(path), boxes, names, videos, sizes, report.left_out)

    @classmethod
    def read_annotations(cls, path: str | Path) -> BoxFile:
        """Read a COCO annotation file, which names its images.

        Raises:
            FileNotFoundError: If the file does not exist.
            ValueError: If it is not an annotation file, or has boxes of images that it
                does not list.
        """
        file = cls.read(path)
        if file.names is None:
            raise ValueError(
                f'{path} is a list of detections, which does not name its images. Give '
                'a COCO annotation file (images, annotations).'
            )
        if file.error:
            raise ValueError(f'{path}: {file.error}')
        return file

    @property
    def image_ids(self) -> set[int]:
        """Ids of all images that the file lists or has boxes of."""
        return {*self.boxes, *(self.names or ())}

    @property
    def error(self) -> str | None:
        """A message if the file has boxes of images that it does not list."""
        names = self.boxes if self.names is None else self.names
        unlisted = [image_id for image_id in self.boxes if image_id not in names]
        if not unlisted:
            return None
        return (
            f'There are boxes of {self.describe(unlisted)}, which its list of images '
            'lacks. Add the images, or remove the boxes.'
        )

    def boxes_of(
        self, ids: Iterable[int], image_size: tuple[int, int]
    ) -> tuple[Boxes, list[str]]:
        """Return the boxes of an image that can be used.

        Annotated boxes (without score) are clipped to the image, as in the datasets,
        and have the score 1.

        Args:
            ids: Ids of the image; those without boxes may be among them.
            image_size: Width and height of the decoded image in pixels.

        Returns:
            The boxes, and a message for each box that shows nothing of the image.

        Raises:
            AnnotationError: If the file says another size of the image.
        """
        ids = list(ids)
        for declared in (self.sizes[each] for each in ids if each in self.sizes):
            problem = size_problem(declared, image_size)
            if problem:
                raise AnnotationError(f'The picture {problem}')
        known = [self.boxes[each] for each in ids if each in self.boxes]
        rows = np.concatenate([np.zeros((0, 5)), *known]).astype(np.float32)
        annotated = np.isnan(rows[:, 4])
        rows[annotated, 4] = 1
        outside = find_invalid_boxes(rows[:, :4], image_size)
        limits = np.tile(image_size, 2) - 1
        rows[annotated, :4] = np.clip(rows[annotated, :4], 0, limits)
        boxes = Boxes.from_array(rows)
        faults = boxes.faults(image_size) | outside
        return boxes.without(faults), list(faults.values())

    def ids_of(self, path: str | Path) -> list[int]:
        """Return the ids of the image at a path.

        The path must end in one of the file's names, which may contain folders. If
        several names match, the longest one counts. A symbolic link has its own name,
        not that of the file that it points to.
        """
        parts = Path(os.path.abspath(path)).parts
        ends = ('/'.join(parts[first:]) for first in range(1, len(parts)))
        ids = self._ids_by_name
        return next((ids[end] for end in ends if end in ids), [])

    def frames_of(self, video: str, alone: bool) -> VideoFrames | None:
        """Return the frames of a video.

        Args:
            video: Its path or name.
            alone: Whether it is the only video that is asked for, so that the frames
                of a file with a single video need not have its name.

        Returns:
            The frames; None if the file does not tell which they are.
        """
        if alone and len(self.videos) == 1:
            return self.videos[0]
        named = [each for each in self.videos if each.is_of(video)]
        return named[0] if len(named) == 1 else None

    @cached_property
    def _ids_by_name(self) -> dict[str, list[int]]:
        ids = defaultdict(list)
        for image_id, name in (self.names or {}).items():
            ids[name].append(image_id)
        return dict(ids)

    def name(self, image_id: int) -> str:
        """Return the name of an image for messages."""
        return (self.names or {}).get(image_id, f'image_id {image_id}')

    def describe(self, ids: Iterable[int]) -> str:
        """Return the names of several images for messages."""
        return abbreviate([self.name(image_id) for image_id in ids])


def group_boxes(entries: list[Any], people: Collection[int]) -> dict[int, np.ndarray]:
    """Collect the boxes of each image.

    Args:
        entries: Checked annotations or detections.
        people: Ids of the categories that are people.

    Returns:
        Rows in the form of :attr:`BoxFile.boxes`.
    """
    groups = defaultdict(list)
    for entry in entries:
        left, top, width, height = entry['bbox']
        score = entry.get('score')
        row = left, top, left + width, top + height, np.nan if score is None else score
        if why_left_out(entry, people) is None:
            groups[entry['image_id']].append(row)
    return {image_id: np.array(rows, np.float64) for image_id, rows in groups.items()}
