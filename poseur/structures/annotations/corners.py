"""Boxes that are written as two corners where x, y, width, height belong."""

from __future__ import annotations

import numpy as np

from .people import People
from .report import Kind, Report

CORNERS = Kind(
    'files whose boxes are two corners',
    'Write x, y, width, height: subtract the first corner from the second.',
)
LEAVING = 'boxes that leave their picture by more than 2 pixels and are clipped'
TOLERANCE = 2  # pixels
SUSPICIOUS = 0.1  # share of the boxes that leave their picture


class CornerSuspicion:
    """Counts boxes that leave their picture, and boxes that corners explain.

    A file has corners if every box would be one, and a tenth of them leave their
    picture when they are read as x, y, width, height.
    """

    def __init__(self) -> None:
        self._boxes = self._corners = self._leaving = 0
        self._example: dict | None = None

    def count(self, people: People) -> None:
        """Count the boxes of people that have an area."""
        real = (people.boxes[:, 2:] > 0).all(1)
        first, second = people.boxes[:, :2], people.boxes[:, 2:]
        limit = people.sizes + TOLERANCE
        leaving = real & (first + second > limit).any(1)
        corners = real & (second > first).all(1) & (second <= limit).all(1)
        self._boxes += int(real.sum())
        self._corners += int(corners.sum())
        self._leaving += int(leaving.sum())
        if self._example is None and leaving.any():
            self._example = people.entries[int(np.argmax(leaving))]

    def report(self, report: Report) -> None:
        """Report a file of corners; else note how many boxes are clipped."""
        if self._example is None:
            return
        many = self._leaving > 1 and self._leaving >= SUSPICIOUS * self._boxes
        if many and self._corners == self._boxes:
            report.add(
                CORNERS,
                f'annotation {self._example["id"]}',
                f'and {self._leaving - 1} others of {self._boxes} have boxes that '
                'leave their picture as x, y, width, height, but not as two corners: '
                f'bbox {self._example["bbox"]}',
            )
        else:
            report.notes[LEAVING] += self._leaving
