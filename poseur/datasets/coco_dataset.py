"""COCO and COCO-WholeBody keypoints with checked annotations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from mmpose.datasets.datasets.body import CocoDataset
from mmpose.datasets.datasets.wholebody import CocoWholeBodyDataset
from mmpose.registry import DATASETS

from poseur.structures.annotations import (
    WHOLE_BODY_LISTS,
    AnnotationError,
    Demands,
    check_annotations,
    check_detections,
    is_empty,
)

from .checked_dataset import CheckedDatasetMixin
from .shared_metainfo import SharedMetainfoMixin

PERSON_CATEGORY = 1


class CheckedCocoMixin(CheckedDatasetMixin, SharedMetainfoMixin):
    """Checks of annotations and detections in COCO's format.

    List it before a dataset of mmpose that reads COCO's format. With ``bbox_file`` and
    ``test_mode`` the annotation file needs only ``images``, as for COCO test-dev.
    Detections carry no ground-truth keypoints, so all of them are marked unlabeled;
    mmpose marks them visible at (0, 0).
    """

    #: Lists of keypoints that each annotation must have, with their lengths.
    LISTS: Mapping[str, int] = {}

    def parse_data_info(self, raw_data_info: dict) -> dict | None:
        """Convert one annotation.

        Args:
            raw_data_info: ``raw_ann_info`` and ``raw_img_info``, unchanged entries of
                the file.

        Returns:
            The person, or None if the annotation is left out.
        """
        reason = self._reasons.get(raw_data_info['raw_ann_info']['id'])
        if reason:
            self._left_out[reason] += 1
            return None
        info = super().parse_data_info(raw_data_info)
        image = raw_data_info['raw_img_info']
        return info | dict(width=image['width'], height=image['height'])

    @staticmethod
    def _is_valid_instance(data_info: dict) -> bool:
        """Keep what :meth:`parse_data_info` returns; the gate has said what it is."""
        return True

    def _check_files(self) -> None:
        content = self._read_json('ann_file')
        demands = Demands(
            names=self._keypoint_names,
            parts=self.LISTS,
            annotations=not self.bbox_file,
        )
        checked = check_annotations(content, demands, self.ann_file)
        self._accept(checked.report)
        self._reasons = checked.left_out
        self._sizes = {i['id']: (i['width'], i['height']) for i in content['images']}
        if self.bbox_file:
            detections = self._read_json('bbox_file')
            self._accept(check_detections(detections, self._sizes, self.bbox_file))
            self._count_left_out(detections)

    def _count_left_out(self, detections: list[dict]) -> None:
        for each in detections:
            if each['category_id'] != PERSON_CATEGORY:
                self._left_out['detections of other categories'] += 1
            elif is_empty(each):
                self._left_out['detections whose box has no area'] += 1

    def _load_detection_results(self) -> list[dict]:
        instances = super()._load_detection_results()
        for each in instances:
            each['keypoints_visible'] = np.zeros_like(each['keypoints_visible'])
            each['width'], each['height'] = self._sizes[each['img_id']]
        return [each for each in instances if _has_area(each['bbox'])]


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

    LISTS = WHOLE_BODY_LISTS

    def _check_files(self) -> None:
        found, total = self._metainfo['num_keypoints'], sum(WHOLE_BODY_LISTS.values())
        if found != total:
            raise AnnotationError(
                f'The metainfo says {found} keypoints, but the parts of '
                f"{self.ann_file} are {total}. Set metainfo=dict(from_file='configs/"
                "_base_/datasets/coco_wholebody.py')."
            )
        super()._check_files()


def _has_area(box: np.ndarray) -> bool:
    """Return whether a box ``[1, 4]``, two corners, has an area."""
    return bool((box[:, 2:] > box[:, :2]).all())
