"""COCO and COCO-WholeBody keypoints with checked annotations."""

from __future__ import annotations

import numpy as np
from mmengine.fileio import load
from mmpose.datasets.datasets.body import CocoDataset
from mmpose.datasets.datasets.wholebody import CocoWholeBodyDataset
from mmpose.registry import DATASETS

from .annotation_checks import (
    check_coco_annotation,
    check_detection,
    check_wholebody_annotation,
)
from .checked_dataset import CheckedDatasetMixin

PERSON_CATEGORY = 1


class CheckedCocoMixin(CheckedDatasetMixin):
    """Checks of annotations and detections in COCO's format.

    List it before a dataset of mmpose that reads COCO's format. With ``bbox_file`` and
    ``test_mode`` the annotation file needs only ``images``, as for COCO test-dev.
    Detections carry no ground-truth keypoints, so all of them are marked unlabeled;
    mmpose marks them visible at (0, 0).
    """

    def parse_data_info(self, raw_data_info: dict) -> dict | None:
        """Check and convert one annotation.

        Args:
            raw_data_info: ``raw_ann_info`` and ``raw_img_info``, unchanged entries of
                the file.

        Returns:
            The person, or None for an object of another category.

        Raises:
            AnnotationError: If the annotation is wrong.
        """
        annotation = raw_data_info['raw_ann_info']
        unlabeled = 'keypoints' not in annotation
        if unlabeled and annotation['category_id'] != PERSON_CATEGORY:
            self._left_out['objects of other categories'] += 1
            return None
        self._check_annotation(annotation, raw_data_info['raw_img_info'])
        return super().parse_data_info(raw_data_info)

    def _check_annotation(self, annotation: dict, image: dict) -> None:
        num_keypoints = self._metainfo['num_keypoints']
        check_coco_annotation(annotation, image, num_keypoints, self.ann_file)

    def _load_detection_results(self) -> list[dict]:
        images = {image['id']: image for image in load(self.ann_file)['images']}
        for index, detection in enumerate(load(self.bbox_file)):
            check_detection(detection, index, images, self.bbox_file)
            if detection['category_id'] != PERSON_CATEGORY:
                self._left_out['detections of other categories'] += 1
        instances = super()._load_detection_results()
        for instance in instances:
            instance['keypoints_visible'] = np.zeros_like(instance['keypoints_visible'])
        return instances


@DATASETS.register_module()
class CheckedCocoDataset(CheckedCocoMixin, CocoDataset):
    """mmpose's ``CocoDataset`` with checked files.

    Arguments are those of :class:`mmpose.datasets.CocoDataset`.
    """


@DATASETS.register_module()
class CheckedCocoWholeBodyDataset(CheckedCocoMixin, CocoWholeBodyDataset):
    """mmpose's ``CocoWholeBodyDataset`` with checked files.

    A person has 133 keypoints: 17 of the body, 6 of the feet, 68 of the face and 21 of
    each hand. Arguments are those of :class:`mmpose.datasets.CocoWholeBodyDataset`.
    """

    def _check_annotation(self, annotation: dict, image: dict) -> None:
        num_keypoints = self._metainfo['num_keypoints']
        check_wholebody_annotation(annotation, image, num_keypoints, self.ann_file)
