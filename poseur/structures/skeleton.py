"""Names, limbs, colors and OKS constants of a dataset's keypoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Color = tuple[int, int, int]
PERSON = 'person'


@dataclass(frozen=True)
class Skeleton:
    """Names, limbs, colors and OKS constants of ``K`` keypoints.

    Attributes:
        names: Names of the keypoints.
        links: Limbs as pairs of keypoint indices.
        keypoint_colors: Red, green and blue of every keypoint.
        link_colors: Red, green and blue of every limb.
        oks_sigmas: COCO's constants for object keypoint similarity: the spread of
            human annotations of each keypoint, relative to the size of the person.
        category: What has the keypoints, in COCO files.
    """

    names: tuple[str, ...]
    links: tuple[tuple[int, int], ...]
    keypoint_colors: tuple[Color, ...]
    link_colors: tuple[Color, ...]
    oks_sigmas: tuple[float, ...]
    category: str = PERSON

    @classmethod
    def from_metainfo(cls, metainfo: Mapping[str, Any]) -> Skeleton:
        """Return the skeleton of an mmpose dataset.

        Args:
            metainfo: Parsed metainfo with ``keypoint_id2name``, ``skeleton_links``,
                ``keypoint_colors``, ``skeleton_link_colors`` and ``sigmas``; also
                ``category`` if it is not of people.
        """
        names = metainfo['keypoint_id2name']
        return cls(
            names=tuple(names[index] for index in range(len(names))),
            links=tuple((start, end) for start, end in metainfo['skeleton_links']),
            keypoint_colors=_colors(metainfo['keypoint_colors']),
            link_colors=_colors(metainfo['skeleton_link_colors']),
            oks_sigmas=tuple(float(sigma) for sigma in metainfo['sigmas']),
            category=metainfo.get('category', PERSON),
        )

    def to_coco_category(self, category_id: int = 1) -> dict[str, Any]:
        """Return the entry of ``categories`` in a COCO file; limbs count from 1."""
        return dict(
            id=category_id,
            name=self.category,
            supercategory=self.category,
            keypoints=list(self.names),
            skeleton=[[start + 1, end + 1] for start, end in self.links],
        )


def _colors(values: np.ndarray) -> tuple[Color, ...]:
    return tuple((int(red), int(green), int(blue)) for red, green, blue in values)
