"""COCO-WholeBody keypoints, checked."""

from __future__ import annotations

from mmpose.datasets.datasets.wholebody import CocoWholeBodyDataset
from mmpose.registry import DATASETS

from .annotation_checks import check_wholebody_annotation
from .coco_dataset import CheckedCocoMixin


@DATASETS.register_module()
class CheckedCocoWholeBodyDataset(CheckedCocoMixin, CocoWholeBodyDataset):
    """mmpose's ``CocoWholeBodyDataset`` that names what is wrong with its files.

    A person has 133 keypoints: 17 of the body, 6 of the feet, 68 of the face and 21 of
    each hand. Arguments are those of :class:`mmpose.datasets.CocoWholeBodyDataset`.
    """

    def _check_annotation(self, annotation: dict, image: dict) -> None:
        num_keypoints = self._metainfo['num_keypoints']
        check_wholebody_annotation(annotation, image, num_keypoints, self.ann_file)
