"""Annotated pictures and videos, and JSON, one of each for each input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from poseur.structures import PoseResult
from poseur.visualization.skeletons import draw_people

from .coco_writer import CocoWriter
from .sources import Source

DEFAULT_FPS = 25.0  # for cameras that do not tell theirs


class ResultWriter:
    """Writes results as they come, in the order of the inputs; use it in ``with``.

    Args:
        sources: The inputs.
        out_dir: Folder to write into, made if needed.
        save_json: Whether to write a COCO file for each input.
        save_video: Whether to write annotated videos, with the inputs' size and rate.
        min_score: Keypoints with a lower score are not drawn.
        other_inputs: Files that must not be replaced either, such as that of the boxes.

    Attributes:
        written: How many files of each kind were written.

    Raises:
        ValueError: If a file to be written would replace an input.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        out_dir: str | Path,
        save_json: bool = False,
        save_video: bool = False,
        min_score: float = 0.2,
        other_inputs: Sequence[str | Path] = (),
    ) -> None:
        self.sources = {source.position: source for source in sources}
        self.stems = output_stems(sources)
        self.out_dir = Path(out_dir)
        self.save_json, self.save_video = save_json, save_video
        self.min_score = min_score
        self.written: Counter[str] = Counter()
        self.current: int | None = None
        self.coco: CocoWriter | None = None
        self.video: cv2.VideoWriter | None = None
        self._require_others(other_inputs)
        self.out_dir.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> ResultWriter:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is not None and self.coco is not None:
            self.coco.abandon()
            self.coco = None
        self._finish()

    def write(self, result: PoseResult) -> np.ndarray:
        """Write a result.

        Returns:
            The annotated picture, uint8 BGR ``[H, W, 3]``.
        """
        if result.input_index != self.current:
            self._finish()
            self.current = result.input_index
        picture = draw_people(result.load_image(), result, min_score=self.min_score)
        if result.frame_index is None:
            write_picture(self._path(result.input_index, '.jpg'), picture)
            self.written['pictures'] += 1
        elif self.save_video:
            self._write_frame(picture)
        if self.save_json:
            self.coco = self.coco or CocoWriter(self._path(self.current, '.json'))
            self.coco.write(result)
        return picture

    def _write_frame(self, picture: np.ndarray) -> None:
        if self.video is None:
            path = self._path(self.current, '.mp4')
            fps = self.sources[self.current].info.fps or DEFAULT_FPS
            self.video = open_video(path, fps, picture.shape[1::-1])
        self.video.write(picture)

    def _finish(self) -> None:
        """Complete the files of the present input."""
        if self.coco is not None:
            self.coco.close()
            self.written['JSON files'] += 1
        if self.video is not None:
            self.video.release()
            self.written['videos'] += 1
        self.coco = self.video = None

    def _path(self, position: int, suffix: str) -> Path:
        return self.out_dir / f'{self.stems[position]}{suffix}'

    def _require_others(self, other_inputs: Sequence[str | Path]) -> None:
        """Make sure that no input is among the files to be written."""
        files = [each.path for each in self.sources.values() if each.path]
        inputs = {Path(file).resolve() for file in (*files, *other_inputs)}
        for source in self.sources.values():
            suffixes = ['.mp4' if source.is_video else '.jpg']
            suffixes += ['.json'] if self.save_json else []
            for path in (self._path(source.position, each) for each in suffixes):
                if path.resolve() in inputs:
                    raise ValueError(
                        f'{path} is an input and would be replaced. Give another '
                        '--out-dir.'
                    )


def output_stems(sources: Sequence[Source]) -> dict[int, str]:
    """Names without endings for what is written, by position and each one once."""
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


def write_picture(path: Path, picture: np.ndarray) -> None:
    """Write an image.

    Raises:
        OSError: If that fails.
    """
    if not cv2.imwrite(str(path), picture):
        raise OSError(f'{path} cannot be written. Check folder, rights and disk space.')


def open_video(path: Path, fps: float, size: tuple[int, int]) -> cv2.VideoWriter:
    """Begin a video in MPEG-4.

    Raises:
        OSError: If that fails.
    """
    codec = cv2.VideoWriter_fourcc(*'mp4v')
    video = cv2.VideoWriter(str(path), codec, fps, size)
    if not video.isOpened():
        raise OSError(f'{path} cannot be written. Check folder, rights and disk space.')
    return video
