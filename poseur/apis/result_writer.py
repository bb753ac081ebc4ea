"""Output files of inference: annotated images and videos, and COCO files."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from poseur.structures import PoseResult
from poseur.visualization.skeletons import draw_people

from .sources import Source, VideoSource

DEFAULT_FPS = 25.0  # for cameras that do not report theirs


class ResultWriter:
    """Context manager that writes results in the order of the inputs.

    Args:
        sources: The inputs.
        out_dir: Folder to write to, created if needed.
        save_json: Whether to write a COCO file for each input.
        save_video: Whether to write annotated videos, with the size and frame rate of
            the inputs.
        min_score: Minimum score of the keypoints that are drawn.
        other_inputs: Further files that must not be overwritten, such as that of the
            boxes.

    Attributes:
        written: Number of files written, by kind.

    Raises:
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
        self._check_outputs(other_inputs)
        self.out_dir.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> ResultWriter:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is not None and self.coco is not None:
            self.coco.discard()
            self.coco = None
        self._finish()

    def write(self, result: PoseResult) -> np.ndarray:
        """Write a result.

        Returns:
            The annotated image, uint8 BGR ``[H, W, 3]``.

        Raises:
            ValueError: If the result has no pixels.
        """
        position = result.input_index
        if position != self.current:
            self._finish()
            self.current = position
        picture = draw_people(result.load_image(), result, self.min_score)
        if result.frame_index is None:
            write_image(self._path(position, '.jpg'), picture)
            self.written['pictures'] += 1
        elif self.save_video:
            self._write_frame(position, picture)
        if self.save_json:
            self.coco = self.coco or CocoWriter(self._path(position, '.json'))
            self.coco.write(result)
        return picture

    def _write_frame(self, position: int, picture: np.ndarray) -> None:
        if self.video is None:
            source = self.sources[position]
            fps = source.info.fps if isinstance(source, VideoSource) else 0.0
            height, width = picture.shape[:2]
            self.video = open_video(
                self._path(position, '.mp4'), fps or DEFAULT_FPS, (width, height)
            )
        self.video.write(picture)

    def _finish(self) -> None:
        """Complete the files of the current input."""
        if self.coco is not None:
            self.coco.close()
            self.written['JSON files'] += 1
        if self.video is not None:
            self.video.release()
            self.written['videos'] += 1
        self.coco = self.video = None

    def _path(self, position: int, suffix: str) -> Path:
        return self.out_dir / f'{self.stems[position]}{suffix}'

    def _check_outputs(self, other_inputs: Sequence[str | Path]) -> None:
        """Raise an error if an output would overwrite an input."""
        files = [each.path for each in self.sources.values() if each.path]
        inputs = {Path(file).resolve() for file in (*files, *other_inputs)}
        for source in self.sources.values():
            suffixes = ['.mp4' if source.is_video else '.jpg']
            suffixes += ['.json'] if self.save_json else []
            for path in (self._path(source.position, each) for each in suffixes):
                if path.resolve() in inputs:
                    raise ValueError(
                        f'{path} is an input and would be overwritten. Choose another '
                        '--out-dir.'
                    )


class CocoWriter:
    """Writer of a COCO file with ``images``, ``annotations`` and ``categories``.

    Annotations are written to disk immediately, under a temporary name; the file is
    renamed when it is complete. The image id is the number in the file name, as in
    COCO, or 0 if there is none; for frames of a video it is the frame's index.

    Args:
        path: The file to write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(f'.{path.name}.part')
        self.file = self.partial.open('w')
        self.file.write('{"annotations": [')
        self.images: list[str] = []
        self.categories: list[dict] = []
        self.num_annotations = 0

    def write(self, result: PoseResult) -> None:
        """Add the people of an image or frame."""
        image_id = image_id_of(result)
        width, height = result.image_size
        image = dict(
            id=image_id,
            file_name=Path(result.name).name,
            width=width,
            height=height,
        )
        if result.frame_index is not None:
            image['frame_index'] = result.frame_index
        self.images.append(json.dumps(image))
        self.categories = [result.skeleton.to_coco_category()]
        for entry in result.to_coco(image_id):
            self.file.write(',\n' if self.num_annotations else '\n')
            self.num_annotations += 1
            json.dump(self._annotation(entry), self.file)

    def _annotation(self, entry: dict) -> dict:
        """Add the keys that COCO annotations have in addition to those of results."""
        _, _, width, height = entry['bbox']
        return entry | dict(
            id=self.num_annotations,
            area=width * height,
            iscrowd=0,
            num_keypoints=len(entry['keypoints']) // 3,
        )

    def close(self) -> None:
        """Complete the file."""
        images = ',\n'.join(self.images)
        categories = json.dumps(self.categories)
        self.file.write(
            f'\n],\n"images": [\n{images}\n],\n"categories": {categories}}}\n'
        )
        self.file.close()
        os.replace(self.partial, self.path)

    def discard(self) -> None:
        """Delete the incomplete file; an earlier one of the same name is kept."""
        self.file.close()
        self.partial.unlink()


def image_id_of(result: PoseResult) -> int:
    """Return the id of an image or frame in a COCO file."""
    if result.frame_index is not None:
        return result.frame_index
    stem = Path(result.name).stem
    return int(stem) if stem.isdecimal() else 0


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


def write_image(path: Path, image: np.ndarray) -> None:
    """Write an image.

    Raises:
        OSError: If the file cannot be written.
    """
    if not cv2.imwrite(str(path), image):
        raise OSError(
            f'{path} cannot be written. Check the folder, its permissions and the free '
            'disk space.'
        )


def open_video(path: Path, fps: float, size: tuple[int, int]) -> cv2.VideoWriter:
    """Open an MPEG-4 video for writing.

    Raises:
        OSError: If the file cannot be written.
    """
    codec = cv2.VideoWriter.fourcc(*'mp4v')
    video = cv2.VideoWriter(str(path), codec, fps, size)
    if not video.isOpened():
        raise OSError(
            f'{path} cannot be written. Check the folder, its permissions and the free '
            'disk space.'
        )
    return video
