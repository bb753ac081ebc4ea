"""COCO keypoints, checked."""

from __future__ import annotations

import numpy as np
from mmengine.fileio import load
from mmpose.datasets.datasets.body import CocoDataset
from mmpose.registry import DATASETS

from .annotation_checks import check_coco_annotation, check_detection
from .checked_dataset import CheckedDatasetMixin

PERSON = 1


class CheckedCocoMixin(CheckedDatasetMixin):
    """Checks of COCO's files: annotations of people, detections.

    Goes before one of mmpose's datasets that read COCO's format. With
    ``bbox_file`` and ``test_mode`` the annotation file needs ``images`` only,
    as for COCO test-dev. Nobody knows the keypoints of a detection: none is labeled,
    where mmpose has them all at (0, 0).
    """

    def parse_data_info(self, raw_data_info: dict) -> dict | None:
        """Check and convert one annotation.

        Args:
            raw_data_info (dict): ``raw_ann_info`` and ``raw_img_info`` as they
                stand in the file.

        Returns:
            dict | None: The person, or None for an object that is not one.

        Raises:
            AnnotationError: If the annotation is wrong.
        """
        annotation = raw_data_info['raw_ann_info']
        if 'keypoints' not in annotation and annotation['category_id'] != PERSON:
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
            if detection['category_id'] != PERSON:
                self._left_out['detections of other categories'] += 1
        people = super()._load_detection_results()
        for person in people:
            person['keypoints_visible'] = np.zeros_like(person['keypoints_visible'])
        return people


@DATASETS.register_module()
class CheckedCocoDataset(CheckedCocoMixin, CocoDataset):
    """mmpose's ``CocoDataset`` that names what is wrong with its files.

    Arguments are those of :class:`mmpose.datasets.CocoDataset`.
    """
