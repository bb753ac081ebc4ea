"""Sources of frames, and those of single images: files and arrays.

:mod:`poseur.apis.video_sources` has videos and cameras.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from poseur.structures.images import check_pixels, read_image

from .failures import FailureLog


@dataclass(frozen=True)
class Frame:
    """An image to process.

    Attributes:
        image: Pixels, uint8 BGR ``[H, W, 3]``.
        source: The source that it was read from.
        index: Index of the frame within the source, from 0.
    """

    image: np.ndarray
    source: Source
    index: int = 0

    @property
    def title(self) -> str:
        """Name of the image, or name of the video and index of the frame."""
        name = self.source.name
        return f'{name}, frame {self.index}' if self.source.is_video else name

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]


class Source(ABC):
    """One input.

    Attributes:
        name: Name in messages and results.
        position: Index among the inputs, from 0.
        path: The file; None for arrays and cameras.
        is_video: Whether the frames are consecutive.
        live: Whether each frame must be processed at once, without waiting for a full
            batch.
    """

    path: Path | None = None
    is_video = False
    live = False

    def __init__(self, name: str, position: int) -> None:
        self.name = name
        self.position = position

    @property
    def num_frames(self) -> int | None:
        """Number of frames; None if it is unknown."""
        return 1

    def frames(self, failures: FailureLog) -> Iterator[Frame]:
        """Read the frames one by one.

        Args:
            failures: Log for frames that cannot be read, and for errors of any type.
        """
        with failures.catching(self.name):
            yield from self.read(failures)

    @abstractmethod
    def read(self, failures: FailureLog) -> Iterator[Frame]:
        """Read the frames as :meth:`frames` does; errors may be raised."""


class ImageFile(Source):
    """An image file, decoded in the same way as in the datasets."""

    path: Path

    def __init__(self, path: Path, position: int) -> None:
        super().__init__(str(path), position)
        self.path = path

    def read(self, failures: FailureLog) -> Iterator[Frame]:
        """Read the image, see :meth:`Source.frames`."""
        yield Frame(read_image(self.path, 'The file'), self)


class ImageArray(Source):
    """An image in memory, uint8 BGR ``[H, W, 3]``."""

    def __init__(self, image: np.ndarray, position: int) -> None:
        super().__init__(f'array {position}', position)
        self.image = image

    def read(self, failures: FailureLog) -> Iterator[Frame]:
        """Return the image, see :meth:`Source.frames`."""
        check_pixels(self.image)
        yield Frame(self.image, self)
