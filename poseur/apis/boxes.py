"""Providers of person boxes: the whole image, the caller's boxes and COCO files.

:mod:`poseur.apis.detector_boxes` has a fourth provider, a detector.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from mmengine.logging import print_log

from poseur.structures import BoxFile, find_invalid_boxes
from poseur.structures.boxes import abbreviate
from poseur.structures.frame_numbers import first_frame

from .failures import FailureLog
from .sources import Frame, Source

WHOLE_IMAGE = 'whole-image'


class Boxes(NamedTuple):
    """The boxes of one frame.

    Attributes:
        corners: Left, top, right, bottom in pixels, float32 ``[N, 4]``.
        scores: Detection scores, float32 ``[N]``.
    """

    corners: np.ndarray
    scores: np.ndarray

    @classmethod
    def from_array(cls, values: Any) -> Boxes:
        """Create boxes from numbers.

        Args:
            values: ``[N, 4]``, or ``[N, 5]`` with scores; ``[]`` for a frame without
                people. The score defaults to 1.

        Raises:
            ValueError: If the shape is another.
        """
        array = np.asarray(values, np.float32)
        if not array.size:
            array = array.reshape(0, 4)
        if array.ndim != 2 or array.shape[1] not in (4, 5):
            raise ValueError(
                f'The boxes have the shape {list(array.shape)}. Pass [N, 4] (left, '
                'top, right, bottom in pixels) or [N, 5] with scores.'
            )
        scores = array[:, 4] if array.shape[1] == 5 else np.ones(len(array), np.float32)
        return cls(array[:, :4], scores)


class BoxProvider(ABC):
    """Base class of everything that supplies person boxes for frames."""

    def check(  # noqa: B027  (most providers have nothing to check)
        self, sources: Sequence[Source], failures: FailureLog
    ) -> None:
        """Report missing boxes before the first frame is read.

        Args:
            sources: All inputs.
            failures: Log for inputs without boxes.
        """

    @abstractmethod
    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame.

        Args:
            frames: The frames of one batch.
            failures: Log for frames whose boxes are missing or invalid.
        """


class WholeImageBoxes(BoxProvider):
    """One box around the whole image, for images of one person."""

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        return [Boxes.from_array([[0, 0, *frame.size]]) for frame in frames]


class GivenBoxes(BoxProvider):
    """Boxes passed by the caller.

    Args:
        boxes: A list with the boxes of each input, see :meth:`Boxes.from_array`; for a
            video a list with the boxes of each frame. For a single input, its boxes
            may be passed without the outer list.
        sources: The inputs.

    Raises:
        ValueError: If the numbers of inputs and of boxes differ.
    """

    def __init__(
        self, boxes: Sequence[Any] | np.ndarray, sources: Sequence[Source]
    ) -> None:
        single = len(sources) == 1 and (sources[0].is_video or _is_table(boxes))
        self.boxes = [boxes] if single else boxes
        if len(self.boxes) != len(sources):
            raise ValueError(
                f'Boxes for {len(self.boxes)} inputs, but there are {len(sources)}. '
                'Pass a list with the boxes of each input, [] for one without people.'
            )

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        return [self._of_frame(frame, failures) for frame in frames]

    def _of_frame(self, frame: Frame, failures: FailureLog) -> Boxes:
        boxes = self.boxes[frame.source.position]
        if frame.source.is_video:
            if frame.index >= len(boxes):
                failures.add(
                    frame.title, f'There are boxes for {len(boxes)} frames only.'
                )
                return Boxes.from_array([])
            boxes = boxes[frame.index]
        with failures.catching(frame.title):
            return Boxes.from_array(boxes)
        return Boxes.from_array([])


class JsonBoxes(BoxProvider):
    """Person boxes from a COCO file of annotations or detections.

    An annotation file (a dictionary) assigns boxes to images by ``file_name``. A
    detection file (a list) assigns them by ``image_id``, which must be the number in
    the file name of the image, as in COCO (000000000785.jpg has the id 785). Frames of
    a video are assigned by ``frame_index``, the number in ``file_name`` or the id, see
    :func:`frame_numbers`; arrays by their index. Boxes without a score are annotations:
    crowds are left out and the box is clipped to the image, as in the datasets.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the file has neither format.
    """

    def __init__(self, path: str | Path) -> None:
        self.file = BoxFile.read(path)
        self.frames = sorted(self.file.ids_by_frame)

    def check(self, sources: Sequence[Source], failures: FailureLog) -> None:
        """Compare the images of the file with the inputs.

        A file that has none of the inputs, and boxes of images that the file does not
        list, are failures. Images in only one of the two are logged as a warning.
        """
        path = self.file.path
        if self.file.error:
            failures.add(path, self.file.error)
        if self.file.left_out:
            counts = ', '.join(f'{n} {why}' for why, n in self.file.left_out.items())
            print_log(f'{path}: left out: {counts}', logger='current')
        if not sources or any(source.num_frames is None for source in sources):
            return  # the frames are not known in advance
        wanted = {each for source in sources for each in self._ids_of(source)}
        if not wanted:
            known = self.file.describe(self.file.boxes) or 'no image'
            failures.add(
                path,
                f'The file has none of the inputs, such as {sources[0].name}. It has '
                f'boxes for {known}.',
            )
            return
        unknown = [source.name for source in sources if not self._ids_of(source)]
        self._warn(unknown, 'inputs are not in the file and have no people')
        unused = [
            self.file.name(each) for each in self.file.boxes if each not in wanted
        ]
        self._warn(unused, 'images with boxes are not among the inputs')
        shifted = [s.name for s in sources if s.is_video and self._first_frame(s)]
        self._warn(shifted, 'videos have their frames counted from 1')

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """Return the boxes of each frame; none for images that are not in the file."""
        return [self._of_frame(frame, failures) for frame in frames]

    def _of_frame(self, frame: Frame, failures: FailureLog) -> Boxes:
        source = frame.source
        if source.is_video:
            number = frame.index + self._first_frame(source)
            ids = self.file.ids_by_frame.get(number, [])
        else:
            ids = self._ids_of(source)
        problem = self.file.size_problem(ids, frame.size)
        if problem:
            failures.add(frame.title, f'The picture {problem}')
            return Boxes.from_array([])
        rows = self.file.rows_of(ids, frame.size)
        rows[np.isnan(rows[:, 4]), 4] = 1
        return Boxes.from_array(rows)

    def _ids_of(self, source: Source) -> list[int]:
        """Return the image ids of a source in the file; none for unknown images."""
        if source.is_video:
            first = self._first_frame(source)
            shown = range(first, first + (source.num_frames or 0))
            return [each for each, n in self.file.frames.items() if n in shown]
        if source.path is None:
            candidates = [source.position]
        elif self.file.names is None:
            stem = source.path.stem
            candidates = [int(stem)] if stem.isdecimal() else []
        else:
            return self.file.ids_of(source.path)
        return [each for each in candidates if each in self.file.image_ids]

    def _first_frame(self, source: Source) -> int:
        return first_frame(self.frames, source.num_frames)

    def _warn(self, names: Sequence[str], problem: str) -> None:
        if names:
            message = f'{self.file.path}: {len(names)} {problem}: {abbreviate(names)}'
            print_log(message, logger='current', level=logging.WARNING)


BoxesLike = BoxProvider | str | Path | Sequence[Any] | np.ndarray


def as_box_provider(boxes: BoxesLike | None, sources: Sequence[Source]) -> BoxProvider:
    """Return a provider for boxes in any of the accepted forms.

    Args:
        boxes: A :class:`BoxProvider`, which is returned unchanged; None or
            ``'whole-image'`` for one person per image; the path of a COCO file, see
            :class:`JsonBoxes`; or the boxes themselves, see :class:`GivenBoxes`.
        sources: The inputs.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the boxes do not match the inputs.
    """
    if isinstance(boxes, BoxProvider):
        return boxes
    if boxes is None or (isinstance(boxes, str) and boxes == WHOLE_IMAGE):
        return WholeImageBoxes()
    if isinstance(boxes, str | Path):
        return JsonBoxes(boxes)
    return GivenBoxes(boxes, sources)


def drop_invalid_boxes(boxes: Boxes, frame: Frame, failures: FailureLog) -> Boxes:
    """Drop boxes that contain nothing of the image, and report each as a failure.

    Args:
        boxes: The boxes of a frame.
        frame: The frame.
        failures: Log for boxes that are not finite, empty or outside the image, and for
            those with a NaN or infinite score.
    """
    faults = find_invalid_boxes(boxes.corners, frame.size)
    for index in np.flatnonzero(~np.isfinite(boxes.scores)):
        faults.setdefault(
            int(index),
            f'Box {index} has the score {boxes.scores[index]}. Pass a finite number, '
            'or leave the scores out.',
        )
    for index in sorted(faults):
        failures.add(frame.title, faults[index])
    return Boxes(*(np.delete(array, list(faults), axis=0) for array in boxes))


def _is_table(boxes: Sequence[Any] | np.ndarray) -> bool:
    """Return whether the boxes are those of one image: two levels, not three."""
    return len(boxes) == 0 or np.ndim(boxes[0]) == 1
