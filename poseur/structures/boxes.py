"""Boxes of people: COCO files that hold them, and a check against the image."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from .annotations import check_boxes, read_json, size_problem, why_left_out
from .frame_numbers import frame_numbers

MAX_NAMES = 5  # images that a message lists


@dataclass(frozen=True)
class BoxFile:
    """Boxes of people from a COCO annotation file or a list of detections.

    Attributes:
        path: The file.
        boxes: For each image id, rows of left, top, right, bottom (pixels) and score,
            float64 ``[N, 5]``. Annotations have the score NaN.
        names: File names of the images by id; None for a list of detections.
        frames: Frames of a video by image id, see :func:`frame_numbers`.
        sizes: Width and height of the images by id, where the file says them.
        left_out: Number of boxes that are not used, by reason.
    """

    path: str
    boxes: dict[int, np.ndarray]
    names: dict[int, str] | None
    frames: dict[int, int]
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
        try:
            content: Any = read_json(path)
        except FileNotFoundError:
            raise FileNotFoundError(
                f'The file of boxes {path} does not exist. Check the path.'
            ) from None
        report, people = check_boxes(content, str(path))
        report.raise_faults()
        if isinstance(content, list):
            boxes = group_boxes(content, people)
            frames = {each: each for each in boxes}
            return cls(str(path), boxes, None, frames, {}, report.left_out)
        images = content['images']
        names = {image['id']: image['file_name'] for image in images}
        sizes = {
            image['id']: (image['width'], image['height'])
            for image in images
            if image.get('width') and image.get('height')
        }
        boxes = group_boxes(content['annotations'], people)
        frames = frame_numbers(images)
        return cls(str(path), boxes, names, frames, sizes, report.left_out)

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
        self, image: str | Path, image_size: tuple[int, int]
    ) -> np.ndarray | None:
        """Return the boxes of the image at a path.

        Args:
            image: The path.
            image_size: Width and height in pixels; annotated boxes end there.

        Returns:
            Left, top, right and bottom in pixels, float32 ``[N, 4]``, where N may be 0;
            None for an image that the file does not list.
        """
        ids = self.ids_of(image)
        if not ids:
            return None
        return self.rows_of(ids, image_size)[:, :4].astype(np.float32)

    def rows_of(self, ids: Iterable[int], image_size: tuple[int, int]) -> np.ndarray:
        """Return the boxes of images in the form of :attr:`boxes`.

        Annotated boxes (without score) are clipped to the image, as in the datasets.

        Args:
            ids: Ids of the images; those without boxes may be among them.
            image_size: Width and height of the images in pixels.
        """
        known = [self.boxes[each] for each in ids if each in self.boxes]
        rows = np.concatenate([np.zeros((0, 5)), *known])
        annotated = np.isnan(rows[:, 4])
        limits = np.tile(image_size, 2) - 1
        rows[annotated, :4] = np.clip(rows[annotated, :4], 0, limits)
        return rows

    def size_problem(self, ids: Iterable[int], decoded: tuple[int, int]) -> str | None:
        """Describe how a picture differs from what the file says of its size.

        Args:
            ids: Ids of the image in the file.
            decoded: Width and height of the decoded picture.

        Returns:
            What differs and what to do; None where nothing does.
        """
        known = (self.sizes[each] for each in ids if each in self.sizes)
        problems = (size_problem(declared, decoded) for declared in known)
        return next((problem for problem in problems if problem), None)

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

    @cached_property
    def ids_by_frame(self) -> dict[int, list[int]]:
        """Ids of the images by frame of a video."""
        ids = defaultdict(list)
        for image_id, frame in self.frames.items():
            ids[frame].append(image_id)
        return dict(ids)

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


def abbreviate(names: Sequence[str]) -> str:
    """Join the first names of a list for messages."""
    return ', '.join(names[:MAX_NAMES]) + (', ...' if len(names) > MAX_NAMES else '')


def find_invalid_boxes(
    corners: np.ndarray, image_size: tuple[int, int]
) -> dict[int, str]:
    """Find boxes that show nothing of an image.

    Args:
        corners: Left, top, right, bottom in pixels ``[N, 4]``.
        image_size: Width and height of the image in pixels.

    Returns:
        An error message for each box that is not finite, is empty or lies outside the
        image, by the index of the box in rising order.
    """
    width, height = image_size
    left, top, right, bottom = corners.T
    area = np.isfinite(corners).all(axis=1) & (right > left) & (bottom > top)
    inside = (left < width) & (top < height) & (right > 0) & (bottom > 0)
    outside = f'is outside of the image of {width}x{height} pixels'
    return {
        int(index): f'Box {index}, {corners[index].tolist()} (left, top, right, '
        f'bottom), {outside if area[index] else "has no area"}. Correct or remove it.'
        for index in np.flatnonzero(~(area & inside))
    }
