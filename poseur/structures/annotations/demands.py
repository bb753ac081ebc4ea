"""What the reader of an annotation file needs of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Demands:
    """What the reader of an annotation file needs of it.

    Attributes:
        names: Names of the keypoints in order, as the metainfo has them. None where
            their number is not known.
        parts: Lists of keypoints that each person must have, with the number of
            keypoints in each, if ``keypoints`` is not the only one.
        annotations: Whether the annotations are read, not only the images.
        areas: Whether each person needs an ``area``, as evaluation does.
        categories: Whether the file must list its categories, as evaluation needs.
        person: Name of the category of people. None for the only category that has
            keypoints, whatever its name.
    """

    names: tuple[str, ...] | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    annotations: bool = True
    areas: bool = False
    categories: bool = False
    person: str | None = None

    @property
    def body_names(self) -> tuple[str, ...] | None:
        """Names of those keypoints that are in the list ``keypoints``."""
        if self.names is None:
            return None
        return self.names[: self.parts.get('keypoints', len(self.names))]
