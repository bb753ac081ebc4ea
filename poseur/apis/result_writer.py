"""Output files of inference: annotated images and videos, and COCO files."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from mmengine.logging import print_log

from poseur.structures import PoseResult
from poseur.structures.files import check_writable, write_image
from poseur.structures.videos import EXACT, VideoWriter
from poseur.visualization.skeletons import draw_people

from .coco_writer import CocoWriter
from .failures import Failure, FailureLog
from .sources import Source
from .video_sources import VideoSource


class ResultWriter:
    """Context manager that writes results in the order of the inputs.

    An output that cannot be written is a failure of its input, for which nothing more
    is written then. Every file gets its name once it is complete.

    Args:
        sources: The inputs.
        out_dir: Folder to write to, created if needed.
        save_json: Whether to write a COCO file for each input.
        save_video: Whether to write annotated videos, with the size and frame rate of
            the inputs as far as MPEG-4 can hold them.
        min_score: Minimum score of the keypoints that are drawn.
        other_inputs: Further files that must not be overwritten, such as that of the
            boxes.
        failures: List that collects the failures. If it is None, the first failure is
            raised.
        draw_errors: Whether to draw the mean errors to expect, as ellipses.

    Attributes:
        written: Number of files written, by kind.

    Raises:
        OSError: If the folder cannot be created or written to.
        ValueError: If an output would overwrite an input.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        out_dir: str | Path,
        save_json: bool = False,
        save_video: bool = False,
        min_score: float = 0.2,
        other_inputs: Sequence[str | Path] = (),
        failures: list[Failure] | None = None,
        draw_errors: bool = False,
    ) -> None:
        self.sources = {source.position: source for source in sources}
        self.stems = output_stems(sources)
        self.out_dir = Path(out_dir)
        self.log = FailureLog(failures)
        self.save_json, self.save_video = save_json, save_video
        self.min_score, self.draw_errors = min_score, draw_errors
        self.written: Counter[str] = Counter()
        self.current: int | None = None
        self.failed = False  # an output of the current input
        self.coco: CocoWriter | None = None
        self.video: VideoWriter | None = None
        self._check_outputs(other_inputs)
        check_writable(self.out_dir / 'results')

    def __enter__(self) -> ResultWriter:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self._finish()
        else:
            self._discard()

    def write(self, result: PoseResult) -> np.ndarray | None:
        """Write a result.

        Returns:
            The annotated image, uint8 BGR ``[H, W, 3]``; None if it cannot be drawn.

        Raises:
            InferenceError: If an output fails and failures are not collected.
        """
        if result.input_index != self.current:
            self._finish()
            self.current, self.failed = result.input_index, False
        picture = None
        with self.log.catching(result.title):
            picture = draw_people(
                result.load_image(),
                result,
                self.min_score,
                show_errors=self.draw_errors,
            )
        if picture is not None and not self.failed:
            self.failed = True
            with self.log.catching(result.title):
                self._write(result, picture)
                self.failed = False
            if self.failed:
                self._discard()
        return picture

    def _write(self, result: PoseResult, picture: np.ndarray) -> None:
        position = result.input_index
        if result.frame_index is None:
            write_image(self._path(position, '.jpg'), picture)
            self.written['pictures'] += 1
        elif self.save_video:
            self.video = self.video or self._open_video(position, picture)
            self.video.write(picture)
        if self.save_json:
            self.coco = self.coco or CocoWriter(self._path(position, '.json'))
            self.coco.write(result)

    def _open_video(self, position: int, picture: np.ndarray) -> VideoWriter:
        source = self.sources[position]
        fps = source.info.fps if isinstance(source, VideoSource) else 0.0
        height, width = picture.shape[:2]
        video = VideoWriter(self._path(position, '.mp4'), fps, (width, height))
        for change in _changes(video, fps):
            message = f'{video.path} has {change} of {source.name}.'
            print_log(message, logger='current', level=logging.WARNING)
        return video

    def _finish(self) -> None:
        """Complete the files of the current input."""
        if self.current is None:
            return
        for kind, output in (('JSON files', self.coco), ('videos', self.video)):
            if output is not None:
                with self.log.catching(self.sources[self.current].name):
                    output.close()
                    self.written[kind] += 1
        self.coco = self.video = None

    def _discard(self) -> None:
        """Delete the incomplete files of the current input."""
        for output in (self.coco, self.video):
            if output is not None:
                output.discard()
        self.coco = self.video = None

    def _path(self, position: int, suffix: str) -> Path:
        return self.out_dir / f'{self.stems[position]}{suffix}'

    def _check_outputs(self, other_inputs: Sequence[str | Path]) -> None:
        """Raise an error if an output would overwrite an input."""
        files = [each.path for each in self.sources.values() if each.path]
        inputs = {os.path.realpath(file) for file in (*files, *other_inputs)}
        for source in self.sources.values():
            suffixes = ['.mp4' if source.is_video else '.jpg']
            suffixes += ['.json'] if self.save_json else []
            for path in (self._path(source.position, each) for each in suffixes):
                if os.path.realpath(path) in inputs:
                    raise ValueError(
                        f'{path} is an input and would be overwritten. Choose another '
                        '--out-dir.'
                    )


def _changes(video: VideoWriter, fps: float) -> Iterator[str]:
    """Yield how a video differs from its input because of the limits of MPEG-4."""
    if fps > 0 and abs(video.fps - fps) > EXACT:
        yield (
            f'{video.fps:g} frames per second, the nearest rate that MPEG-4 holds to '
            f'the {fps:g}'
        )
    if video.written_size != video.size:
        width, height = video.written_size
        yield (
            f'{width}x{height} pixels: MPEG-4 holds even sizes only, and lacks the '
            'last column or row'
        )


def output_stems(sources: Sequence[Source]) -> dict[int, str]:
    """Return a unique file name without extension for each source, by position."""
    taken: set[str] = set()
    stems = {}
    for source in sources:
        name = source.path.stem if source.path else source.name.replace(' ', '_')
        stem, number = name, 1
        while stem in taken:
            number += 1
            stem = f'{name}_{number}'
        taken.add(stem)
        stems[source.position] = stem
    return stems
