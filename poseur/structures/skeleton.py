"""What a dataset's metainfo says about its keypoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Skeleton:
    """Names, limbs, colors and tolerances of ``K`` keypoints.

    Attributes:
        names: Names of the keypoints.
        links: Limbs as pairs of keypoint numbers.
        keypoint_colors: Red, green and blue of every keypoint.
        link_colors: Red, green and blue of every limb.
        oks_sigmas: How far people disagree about each keypoint, relative to the size
            of the person: COCO's constants for object keypoint similarity.
    """

    names: tuple[str, ...]
    links: tuple[tuple[int, int], ...]
    keypoint_colors: tuple[Color, ...]
    link_colors: tuple[Color, ...]
    oks_sigmas: tuple[float, ...]

    @classmethod
    def from_metainfo(cls, metainfo: Mapping) -> Skeleton:
        """Take the skeleton from metainfo as mmpose's datasets hold it.

        Args:
            metainfo: Parsed metainfo with ``keypoint_id2name``, ``skeleton_links``,
                colors and ``sigmas``.
        """
        names = metainfo['keypoint_id2name']
        return cls(
            names=tuple(names[index] for index in range(len(names))),
            links=tuple(tuple(link) for link in metainfo['skeleton_links']),
            keypoint_colors=_colors(metainfo['keypoint_colors']),
            link_colors=_colors(metainfo['skeleton_link_colors']),
            oks_sigmas=tuple(float(sigma) for sigma in metainfo['sigmas']),
        )

    def to_coco_category(self, category_id: int = 1) -> dict:
        """The entry of ``categories`` in a COCO file; its limbs count from 1."""
        return dict(
            id=category_id,
            name='person',
            supercategory='person',
            keypoints=list(self.names),
            skeleton=[[start + 1, end + 1] for start, end in self.links],
        )


def _colors(values: np.ndarray) -> tuple[Color, ...]:
    return tuple(tuple(int(channel) for channel in color) for color in values)
