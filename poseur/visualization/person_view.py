"""A person cut out of an image, with the mapping from image to view coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

SURROUNDINGS = 0.45  # brightness of the area outside the model's crop


@dataclass(frozen=True, eq=False)
class PersonView:
    """An enlarged part of an image.

    Attributes:
        picture: Pixels of the view, uint8 BGR ``[H, W, 3]``.
        center: Center of the model's crop in pixels of the image ``[2]``.
        scale: Width and height of the model's crop in pixels of the image ``[2]``.
        zoom: Pixels of the view per pixel of the image.
    """

    picture: np.ndarray
    center: np.ndarray
    scale: np.ndarray
    zoom: float

    @classmethod
    def cut_out(
        cls,
        image: np.ndarray,
        center: np.ndarray,
        scale: np.ndarray,
        height: int,
        margin: float = 0.0,
    ) -> PersonView:
        """Cut an upright crop out of an image.

        Args:
            image: Pixels, uint8 BGR ``[H, W, 3]``.
            center: Center of the crop in pixels of the image ``[2]``.
            scale: Width and height of the crop in pixels of the image ``[2]``.
            height: Height of the view in pixels.
            margin: Extra width and height on each side, as a fraction of those of the
                crop. Pixels outside the image are black.
        """
        extent = np.asarray(scale, float) * (1 + 2 * margin)
        zoom = height / extent[1]
        size = (round(extent[0] * zoom), height)
        shift = (np.array(size) - 1) / 2 - zoom * np.asarray(center, float)
        matrix = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
        flags = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
        picture = cv2.warpAffine(image, matrix, size, flags=flags)
        return cls(picture, np.asarray(center, float), np.asarray(scale, float), zoom)

    def place(self, points: np.ndarray) -> np.ndarray:
        """Map points from pixels of the image to pixels of the view, ``[..., 2]``."""
        height, width = self.picture.shape[:2]
        middle = (np.array([width, height]) - 1) / 2
        return (points - self.center) * self.zoom + middle

    def place_normalized(self, points: np.ndarray) -> np.ndarray:
        """Map points normalized by the crop to pixels of the view, ``[..., 2]``."""
        return self.place((points - 0.5) * self.scale + self.center)

    def length(self, lengths: np.ndarray) -> np.ndarray:
        """Convert normalized lengths along x and y to pixels of the view."""
        return lengths * self.scale * self.zoom

    @property
    def crop(self) -> np.ndarray:
        """Upper left and lower right corner of the crop in the view ``[2, 2]``."""
        return self.place_normalized(np.array([[0.0, 0.0], [1.0, 1.0]]))

    def canvas(self, brightness: float = 1.0, colorful: bool = True) -> np.ndarray:
        """Return a copy of the view to draw on, darker outside the model's crop.

        Args:
            brightness: Factor for the pixels inside the crop.
            colorful: Whether to keep the colors; False converts the view to gray, so
                that the colors of a drawing stand out.
        """
        picture = self.picture
        if not colorful:
            gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            picture = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
        canvas = cv2.convertScaleAbs(picture, alpha=SURROUNDINGS * brightness)
        (left, top), (right, bottom) = np.rint(self.crop).astype(int).clip(min=0)
        inside = slice(top, bottom + 1), slice(left, right + 1)
        canvas[inside] = cv2.convertScaleAbs(picture[inside], alpha=brightness)
        return canvas
