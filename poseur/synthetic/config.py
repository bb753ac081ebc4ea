"""Options of the generated images."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SyntheticPeopleConfig:
    """Options of the generated images.

    Attributes:
        width: Image width in pixels.
        height: Image height in pixels.
        people_weights: Relative frequency of images with 1, 2, ... people.
        person_height: Range of an adult's standing height, relative to the image
            height.
        truncation: Probability that a person is cut off by the image border.
        foreground: Probability of an object in front of the people.
        max_overlap: Maximum overlap of two people's boxes, relative to the smaller
            box.
        jpeg_quality: Quality of the JPEG files, 1 to 100.
        empty: Probability of an image without people.

    Raises:
        ValueError: If an option is out of range.
    """

    width: int = 256
    height: int = 192
    people_weights: tuple[float, ...] = (0.42, 0.32, 0.18, 0.08)
    person_height: tuple[float, float] = (0.55, 0.90)
    truncation: float = 0.10
    foreground: float = 0.15
    max_overlap: float = 0.45
    jpeg_quality: int = 90
    empty: float = 0.0

    def __post_init__(self) -> None:
        for name in ('width', 'height'):
            if not 64 <= getattr(self, name) <= 2048:
                raise ValueError(
                    f'{name}={getattr(self, name)}: images are 64 to 2048 pixels '
                    'on a side'
                )
        weights = self.people_weights
        if not 1 <= len(weights) <= 20 or min(weights) < 0 or sum(weights) <= 0:
            raise ValueError(
                f'people_weights={weights}: give 1 to 20 weights, none negative '
                'and at least one positive'
            )
        low, high = self.person_height
        if not 0.2 <= low <= high <= 2.0:
            raise ValueError(
                f'person_height={self.person_height}: give 0.2 <= lowest <= highest '
                '<= 2'
            )
        for name in ('truncation', 'foreground', 'max_overlap', 'empty'):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(
                    f'{name}={getattr(self, name)}: give a value from 0 to 1'
                )
        if not 1 <= self.jpeg_quality <= 100:
            raise ValueError(
                f'jpeg_quality={self.jpeg_quality}: give a value from 1 to 100'
            )
