"""Poses of many images in one file of JSON lines, which can be continued.

The first line describes the model. Each other line has the people of an image, or why
it has none; a line at the end says that the file is complete.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from poseur.structures import PoseResult

FORMAT = 1
BLOCK = 2**16  # bytes read at once, from the end
IMAGE, ERROR, FINISHED = 'image', 'error', 'finished'


class LabelFileError(ValueError):
    """A file of labels that cannot be continued or joined."""


@dataclass(frozen=True)
class LabelHeader:
    """The first line.

    Attributes:
        model: Name of the model or of its config.
        weights: Hash of its weights.
        category: Entry of ``categories`` in a COCO file.
        shard: Number of this part, from 1, and the number of parts.
    """

    model: str
    weights: str
    category: dict[str, Any]
    shard: tuple[int, int] = (1, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the line."""
        return dict(poseur_labels=FORMAT) | asdict(self)

    @classmethod
    def read(cls, line: object, path: Path) -> LabelHeader:
        """Read the first line of a file.

        Raises:
            LabelFileError: If it is another file.
        """
        if not isinstance(line, dict) or line.get('poseur_labels') != FORMAT:
            raise LabelFileError(
                f'{path} is not a label file of this version, whose first line has '
                f'"poseur_labels": {FORMAT}. Give another name.'
            )
        number, count = line['shard']
        return cls(line['model'], line['weights'], line['category'], (number, count))


class LabelFile:
    """A file of labels to write, as a context manager.

    An existing file of the same model and part is continued. A line that a killed
    process has left by half is removed.

    Args:
        path: The file; its folder is created if needed.
        header: Its first line.

    Attributes:
        done: Names of the images that the file has.
        failed: The reasons of those that failed, by name.

    Raises:
        LabelFileError: If the file is of another model or part, damaged, or being
            written by another process.
        OSError: If it cannot be written.
    """

    def __init__(self, path: Path, header: LabelHeader) -> None:
        self.path = path
        self.done: set[str] = set()
        self.failed: dict[str, str] = {}
        self._finished = False
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open('a+', encoding='utf-8')
        try:
            self._lock()
            self._continue(header)
        except Exception:
            self._file.close()
            raise

    def __enter__(self) -> LabelFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, name: str, result: PoseResult) -> None:
        """Add the people of an image."""
        people = [
            {key: value for key, value in each.items() if not key.endswith('_id')}
            for each in result.to_coco()
        ]
        width, height = result.image_size
        self._write({IMAGE: name, 'width': width, 'height': height, 'people': people})
        self.done.add(name)

    def fail(self, name: str, reason: str) -> None:
        """Add an image that could not be processed."""
        self._write({IMAGE: name, ERROR: reason})
        self.done.add(name)
        self.failed[name] = reason

    def finish(self) -> None:
        """Say that the file is complete, unless it says so."""
        if not self._finished:
            self._write({FINISHED: len(self.done)})

    def _write(self, line: dict[str, Any]) -> None:
        self._finished = FINISHED in line
        self._file.write(json.dumps(line) + '\n')
        self._file.flush()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LabelFileError(
                f'{self.path} is being written by another process. Wait for it, or '
                'label another part with --shard.'
            ) from None

    def _continue(self, header: LabelHeader) -> None:
        cut_partial_line(self.path)
        lines = read_lines(self.path)
        first = next(lines, None)
        if first is None:
            self._write(header.to_dict())
            return
        found = LabelHeader.read(first, self.path)
        if found != header:
            raise LabelFileError(
                f'{self.path} has labels of {_described(found)}, and these are of '
                f'{_described(header)}. Give another name for --out.'
            )
        for line in lines:
            self._finished = FINISHED in line
            if IMAGE in line:
                self.done.add(line[IMAGE])
            if ERROR in line:
                self.failed[line[IMAGE]] = line[ERROR]


def cut_partial_line(path: Path) -> None:
    """Remove what follows the last end of a line."""
    with path.open('rb+') as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - BLOCK)
            file.seek(start)
            newline = file.read(end - start).rfind(b'\n')
            if newline >= 0:
                end = start + newline + 1
                break
            end = start
        file.truncate(end)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file of labels.

    Raises:
        LabelFileError: If a line is damaged.
    """
    with path.open(encoding='utf-8') as file:
        for number, text in enumerate(file, start=1):
            try:
                line = json.loads(text)
                if not isinstance(line, dict):
                    raise ValueError('no object')
            except ValueError as error:
                raise LabelFileError(
                    f'{path}, line {number} is damaged ({error}). Remove the line to '
                    'label its image again.'
                ) from error
            yield line


def _described(header: LabelHeader) -> str:
    number, count = header.shard
    return f'{header.model} ({header.weights[:8]}), part {number} of {count}'
