"""Boxes from COCO's files for the frames of any inputs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.logging import print_log

from poseur.structures import BoxFile
from poseur.structures.boxes import abbreviate

from .boxes import Boxes, BoxProvider
from .failures import FailureLog
from .sources import Frame, Source


class JsonBoxes(BoxProvider):
    """Boxes of people from a file.

    A file of annotations (a dictionary) says by ``file_name`` which image a box belongs
    to; a file of detections (a list) by ``image_id``, which is taken for the number in
    the image's name, as in COCO (000000000785.jpg is 785). Frames of a video and arrays
    go by their number. Boxes without a score are annotations: crowds are left out and
    the box is clipped to the image, as the datasets do.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If there is none.
        ValueError: If it is no file of this kind.
    """

    def __init__(self, path: str | Path) -> None:
        self.file = BoxFile.read(path)

    def check(self, sources: Sequence[Source], failures: FailureLog) -> None:
        """Compare the images of the file with the inputs.

        A file that knows none of them, and boxes of images that it does not list
        itself, are failures; images on one side only are named in the log.
        """
        path = self.file.path
        if self.file.error:
            failures.add(path, self.file.error)
        if not sources or any(source.num_frames is None for source in sources):
            return  # nobody knows yet which frames there will be
        wanted = {each for source in sources for each in self._ids_of(source)}
        if not wanted & self.file.image_ids:
            failures.add(
                path,
                f'It knows none of the inputs, such as {sources[0].name}. Its boxes '
                f'are those of {self.file.describe(self.file.boxes) or "nobody"}.',
            )
            return
        unknown = [source.name for source in sources if not self._ids_of(source)]
        self._note(unknown, 'of the inputs are not in the file, so without people')
        unused = [
            self.file.name(each) for each in self.file.boxes if each not in wanted
        ]
        self._note(unused, 'images with boxes are not among the inputs')

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """See :class:`BoxProvider`; images that are not in the file have no people."""
        return [self._of_frame(frame) for frame in frames]

    def _of_frame(self, frame: Frame) -> Boxes:
        ids = [frame.index] if frame.source.is_video else self._ids_of(frame.source)
        known = [self.file.boxes[each] for each in ids if each in self.file.boxes]
        if not known:
            return Boxes.of([])
        boxes = np.concatenate(known)
        annotated = np.isnan(boxes[:, 4])
        width, height = frame.size
        limits = (width - 1, height - 1, width - 1, height - 1)
        boxes[annotated, :4] = np.clip(boxes[annotated, :4], 0, limits)
        boxes[annotated, 4] = 1
        return Boxes.of(boxes)

    def _ids_of(self, source: Source) -> Sequence[int]:
        """The ids that the file would know the frames by; none for unknown images."""
        if source.is_video:
            return range(source.num_frames or 0)
        if source.path is None:
            return [source.position]
        if self.file.names is None:
            stem = source.path.stem
            return [int(stem)] if stem.isdecimal() else []
        return self.file.ids_of(source.path)

    def _note(self, names: Sequence[str], fault: str) -> None:
        if names:
            message = f'{self.file.path}: {len(names)} {fault}: {abbreviate(names)}'
            print_log(message, logger='current', level=logging.WARNING)
