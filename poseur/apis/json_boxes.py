"""Boxes from COCO's files: annotations, or detections in the result format."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from .boxes import Boxes, BoxProvider
from .failures import FailureLog
from .sources import Frame, Source

PERSON = 1  # where a file does not name its categories
NAMED = 5  # how many names a message lists


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
        ValueError: If it is no file of this kind.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        content = read_json(self.path)
        self.by_name = isinstance(content, dict)
        boxes = content.get('annotations') if self.by_name else content
        images = content.get('images') if self.by_name else []
        if not (isinstance(boxes, list) and isinstance(images, list)):
            raise ValueError(
                f'{self.path} is neither a COCO annotation file (images, annotations) '
                'nor a list of detections (image_id, bbox, score).'
            )
        for image in images:
            self._require(image, ('id', 'file_name'), 'an image')
        self.ids = {image['file_name']: image['id'] for image in images}
        categories = content.get('categories', []) if self.by_name else []
        people = {each['id'] for each in categories if each.get('name') == 'person'}
        self.boxes = self._group(boxes, people or {PERSON})

    def check(self, sources: Sequence[Source], failures: FailureLog) -> None:
        """Report images without an entry, and boxes of images that are not given."""
        if any(source.num_frames is None for source in sources):
            return  # nobody knows yet which frames there will be
        wanted = set()
        for source in sources:
            if source.is_video:
                wanted.update(range(source.num_frames))
                continue
            image_id = self._image_id(source, 0)
            wanted.add(image_id)
            if image_id is None:
                failures.add(source.name, self._unknown())
        self._report_unused(set(self.boxes) - wanted, failures)

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """See :class:`BoxProvider`; unknown images have been reported by then."""
        return [self._of_frame(frame) for frame in frames]

    def _of_frame(self, frame: Frame) -> Boxes:
        rows = self.boxes.get(self._image_id(frame.source, frame.index), [])
        boxes = np.array(rows, np.float64).reshape(-1, 5)
        annotated = np.isnan(boxes[:, 4])
        limits = np.array([*frame.size, *frame.size]) - 1
        clipped = np.clip(boxes[annotated, :4], 0, limits)
        boxes[annotated] = np.pad(clipped, ((0, 0), (0, 1)), constant_values=1)
        return Boxes.of(boxes)

    def _image_id(self, source: Source, index: int) -> int | None:
        """The id that the file knows a frame by, None for unknown images."""
        if source.is_video:
            return index
        if source.path is None:
            return source.position
        if not self.by_name:
            stem = source.path.stem
            return int(stem) if stem.isdecimal() else None
        parts = source.path.resolve().parts
        names = ('/'.join(parts[first:]) for first in range(1, len(parts)))
        return next((self.ids[name] for name in names if name in self.ids), None)

    def _group(self, entries: list[dict], people: set[int]) -> dict[int, list[tuple]]:
        """Rows of left, top, right, bottom and score by image; score NaN for none."""
        groups = defaultdict(list)
        for index, entry in enumerate(entries):
            self._require(entry, ('image_id', 'bbox'), f'entry {index}')
            if len(entry['bbox']) != 4:
                raise ValueError(
                    f'{self.path}: entry {index} has bbox {entry["bbox"]}; give left, '
                    'top, width, height.'
                )
            person = entry.get('category_id', min(people)) in people
            if person and not entry.get('iscrowd'):
                left, top, width, height = entry['bbox']
                score = entry.get('score', np.nan)
                row = (left, top, left + width, top + height, score)
                groups[entry['image_id']].append(row)
        return dict(groups)

    def _require(self, entry: dict, keys: tuple[str, ...], place: str) -> None:
        absent = [key for key in keys if key not in entry]
        if absent:
            raise ValueError(
                f'{self.path}: {place} has no {", ".join(absent)}. Write it as COCO.'
            )

    def _unknown(self) -> str:
        if self.by_name:
            return (
                f'{self.path} lists no such image. Add it to images, or leave it out.'
            )
        return (
            f'{self.path} knows images by numbers, and the name is none. Use a file '
            'with a list of images.'
        )

    def _report_unused(self, unused: set[int], failures: FailureLog) -> None:
        if unused:
            names = list(self._names_of(sorted(unused)))
            more = ', ...' if len(names) > NAMED else ''
            failures.add(
                self.path,
                f'{len(names)} images with boxes are not among the inputs: '
                f'{", ".join(names[:NAMED])}{more}. Give these images too, or take '
                'their boxes out of the file.',
            )

    def _names_of(self, ids: list[int]) -> Iterator[str]:
        names = {number: name for name, number in self.ids.items()}
        for number in ids:
            yield names.get(number, f'image_id {number}')


def read_json(path: str) -> dict | list:
    """Read a JSON file.

    Raises:
        FileNotFoundError: If there is none.
        ValueError: If it holds something else.
    """
    try:
        return json.loads(Path(path).read_text())
    except FileNotFoundError:
        raise FileNotFoundError(
            f'The file of boxes {path} does not exist. Check the path.'
        ) from None
    except ValueError as error:
        raise ValueError(
            f'{path} is no JSON, or damaged: {error}. Copy the file again.'
        ) from None
