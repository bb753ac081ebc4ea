"""Provider of person boxes from COCO files."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mmengine.logging import print_log

from poseur.structures import Boxes, BoxFile
from poseur.structures.frame_numbers import VideoFrames
from poseur.structures.messages import abbreviate

from ..failures import FailureLog
from ..sources import Frame, Source
from .provider import BoxProvider


class JsonBoxes(BoxProvider):
    """Person boxes from a COCO file of annotations or detections.

    An annotation file (a dictionary) assigns boxes to images by ``file_name``. A
    detection file (a list) assigns them by ``image_id``, which must be the number in
    the file name of the image, as in COCO (000000000785.jpg has the id 785). Frames of
    a video are assigned by ``frame_index``, the number in ``file_name`` or the id, see
    :func:`frame_numbers`; if the file or the inputs have several videos, also by name,
    see :meth:`BoxFile.frames_of`. Arrays are assigned by their index. Boxes without a
    score are annotations: crowds are left out and the box is clipped to the image, as
    in the datasets.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the file has neither format.
    """

    def __init__(self, path: str | Path) -> None:
        self.file = BoxFile.read(path)
        self.num_videos = 1  # among the inputs, see :meth:`check`
        self._videos: dict[int, VideoFrames | None] = {}

    def check(self, sources: Sequence[Source], failures: FailureLog) -> None:
        """Compare the images of the file with the inputs.

        A file that has none of the inputs, boxes of images that the file does not list,
        and videos whose frames cannot be told from those of others are failures. Images
        in only one of the two are logged as a warning.
        """
        path = self.file.path
        if self.file.error:
            failures.add(path, self.file.error)
        if self.file.left_out:
            counts = ', '.join(f'{n} {why}' for why, n in self.file.left_out.items())
            print_log(f'{path}: left out: {counts}', logger='current')
        videos = [source for source in sources if source.is_video]
        self.num_videos = len(videos)
        for video in videos:
            if self._frames(video) is None:
                failures.add(video.name, self._ambiguity())
        known = [s for s in sources if not s.is_video or self._frames(s)]
        if not known or any(source.num_frames is None for source in sources):
            return  # the frames are not known in advance
        self._compare(known, failures)

    def __call__(
        self, frames: Sequence[Frame], failures: FailureLog
    ) -> list[Boxes | None]:
        """Return the boxes of each frame; none for images that are not in the file."""
        return [self._of_frame(frame, failures) for frame in frames]

    def _of_frame(self, frame: Frame, failures: FailureLog) -> Boxes | None:
        source = frame.source
        ids: Sequence[Any]
        if source.is_video:
            video = self._frames(source)
            if video is None:
                return None  # a failure of the whole video, see check
            ids = video.ids.get(frame.index, ())
        else:
            ids = self._ids_of(source)
        with failures.catching(frame.title):
            boxes, faults = self.file.boxes_of(ids, frame.size)
            for fault in faults:
                failures.add(frame.title, fault)
            return boxes
        return None

    def _frames(self, source: Source) -> VideoFrames | None:
        """Return the frames of a video, counted from 0; None if they are not known."""
        if source.position not in self._videos:
            video = self.file.frames_of(source.name, alone=self.num_videos == 1)
            known = None if video is None else video.from_zero(source.num_frames)
            self._videos[source.position] = known
        return self._videos[source.position]

    def _ids_of(self, source: Source) -> Sequence[Any]:
        """Return the image ids of a source in the file; none for unknown images."""
        if source.is_video:
            video, shown = self._frames(source), range(source.num_frames or 0)
            known = {} if video is None else video.ids
            return [each for n, ids in known.items() if n in shown for each in ids]
        if source.path is None:
            candidates = [source.position]
        elif self.file.names is None:
            stem = source.path.stem
            candidates = [int(stem)] if stem.isdecimal() else []
        else:
            return self.file.ids_of(source.path)
        return [each for each in candidates if each in self.file.image_ids]

    def _compare(self, sources: Sequence[Source], failures: FailureLog) -> None:
        """Report what is only in the file or only among the inputs."""
        path = self.file.path
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
        videos = {s.name: self._frames(s) for s in sources if s.is_video}
        shifted = [name for name, video in videos.items() if video and video.first]
        self._warn(shifted, 'videos have their frames counted from 1')

    def _ambiguity(self) -> str:
        """Return the message for a video whose frames are not known."""
        videos = self.file.videos
        frames = [ids[0] for each in videos for ids in list(each.ids.values())[:1]]
        return (
            f'{self.file.path} does not tell which of its boxes are those of this '
            f'video. It has frames of {len(videos)}, such as '
            f'{self.file.describe(frames)}. Give frames the folder or the name of '
            'their video (clip/frame_000012.png for clip.mp4), or process each video '
            'with a file of its own.'
        )

    def _warn(self, names: Sequence[str], problem: str) -> None:
        if names:
            message = f'{self.file.path}: {len(names)} {problem}: {abbreviate(names)}'
            print_log(message, logger='current', level=logging.WARNING)
