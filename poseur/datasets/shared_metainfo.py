"""Samples that refer to the metainfo of their dataset."""

from __future__ import annotations

from mmengine.dataset import BaseDataset
from mmpose.datasets.datasets.base import BaseCocoStyleDataset

KEYS = (
    'dataset_name',
    'upper_body_ids',
    'lower_body_ids',
    'flip_pairs',
    'dataset_keypoint_weights',
    'flip_indices',
    'skeleton_links',
)


class SharedMetainfoMixin(BaseCocoStyleDataset):
    """Samples without copies of the metainfo.

    mmpose copies it for every sample, which takes as long as decoding a small picture,
    and 2.5 ms for the 133 keypoints of COCO-WholeBody. Transforms only read it. List
    this class before a dataset of mmpose among the bases of a class.
    """

    def get_data_info(self, idx: int) -> dict:
        """Return one entry.

        Args:
            idx: Its index.

        Returns:
            A copy of the entry, and the metainfo that pipelines read.
        """
        info = BaseDataset.get_data_info(self, idx)
        return info | {key: self._metainfo[key] for key in KEYS}
