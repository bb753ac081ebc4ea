"""Where frames come from: inputs in general, image files and arrays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poseur.structures.images import decode_file

from .failures import FailureLog


@dataclass(frozen=True)
class Frame:
    """One picture to be processed.

    Attributes:
        image: Pixels, uint8 BGR ``[H, W, 3]``.
        source: Where it comes from.
        index: Its number within the source, from 0.
    """

    image: np.ndarray
    source: Source
    index: int = 0

    @property
    def title(self) -> str:
        """The image, or the video and the frame."""
        name = self.source.name
        return f'{name}, frame {self.index}' if self.source.is_video else name

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]


class Source(ABC):
    """One input.

    Attributes:
        name: What it is called in messages and results.
        position: Its place among the inputs, from 0.
        path: The file; None for arrays and cameras.
        is_video: Whether it has many frames, one after the other.
        live: Whether frames are to be processed as they come, without waiting for more.
        num_frames: Number of frames; None where it is not known.
    """

    is_video = False
    live = False
    path: Path | None = None
    num_frames: int | None = 1

    def __init__(self, name: str, position: int) -> None:
        self.name = name
        self.position = position

    @abstractmethod
    def frames(self, failures: FailureLog) -> Iterator[Frame]:
        """Read the frames one after the other; what cannot be read is a failure."""


class ImageFile(Source):
    """An image on the disk, read as the datasets read theirs."""

    def __init__(self, path: Path, position: int) -> None:
        super().__init__(str(path), position)
        self.path = path

    def frames(self, failures: FailureLog) -> Iterator[Frame]:
        """See :meth:`Source.frames`."""
        if not self.path.is_file():
            failures.add(self.name, 'There is no such file. Check the path.')
            return
        image = decode_file(self.path)
        if image is None:
            failures.add(
                self.name,
                'The file is truncated or no image. Copy it again, or leave it out.',
            )
            return
        yield Frame(image, self)


class ImageArray(Source):
    """An image in memory, uint8 BGR ``[H, W, 3]``."""

    def __init__(self, image: np.ndarray, position: int) -> None:
        super().__init__(f'array {position}', position)
        self.image = image

    def frames(self, failures: FailureLog) -> Iterator[Frame]:
        """See :meth:`Source.frames`."""
        image = self.image
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[-1] != 3:
            failures.add(
                self.name,
                f'The array is {image.dtype} {list(image.shape)} and must be uint8 '
                '[height, width, 3], blue, green, red. Give several images as a list.',
            )
        elif not image.size:
            failures.add(self.name, f'The array is empty: {list(image.shape)}.')
        else:
            yield Frame(image, self)
