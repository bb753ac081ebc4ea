"""MPII keypoints with checked annotations, in pixels counted from 0."""

from __future__ import annotations

import numpy as np
from mmengine.fileio import get_local_path
from mmpose.datasets.datasets.body import MpiiDataset
from mmpose.registry import DATASETS
from scipy.io import loadmat

from poseur.structures.annotations import AnnotationError, check_mpii
from poseur.structures.annotations.report import UNLABELED

from .checked_dataset import CheckedDatasetMixin
from .shared_metainfo import SharedMetainfoMixin


@DATASETS.register_module()
class CheckedMpiiDataset(CheckedDatasetMixin, SharedMetainfoMixin, MpiiDataset):
    """mmpose's ``MpiiDataset`` with joints in the pixels of its images.

    MPII's files count pixels from 1, as Matlab does; this package counts from 0.
    mmpose 1.3 subtracts 1 from the center of a person but not from the joints. Its
    models therefore learn to predict one pixel too far right and down, and its metric
    counts that pixel as an error. This class subtracts 1 from both; evaluate it with
    :class:`poseur.evaluation.MpiiPCKh`.

    The box is a square of 200 x ``scale`` pixels around ``center``, moved down by 15 x
    ``scale`` pixels so that feet are not cut off. Training leaves out people without
    labeled joints. Testing keeps them, since a prediction file needs one row per
    person.

    Arguments are those of :class:`mmpose.datasets.MpiiDataset`.

    Raises:
        AnnotationError: If an annotation or the file of head boxes is wrong.
    """

    JSON_TYPES = dict(ann_file=list)

    def _check_files(self) -> None:
        people, count = self._read_json('ann_file'), self._metainfo['num_keypoints']
        self._accept(check_mpii(people, count, self.ann_file))
        if self.headbox_file:
            self._check_head_boxes(len(people))

    def _load_annotations(self) -> tuple[list[dict], list[dict]]:
        instances, images = super()._load_annotations()
        for instance in instances:
            instance['keypoints'] = instance['keypoints'] - 1
            # GetBBoxCenterScale computes these from the box.
            del instance['bbox_center'], instance['bbox_scale']
        return instances, images

    def _check_head_boxes(self, num_instances: int) -> None:
        with get_local_path(self.headbox_file) as path:
            try:
                boxes = loadmat(path)['headboxes_src']
            except Exception as error:  # scipy raises many types
                raise AnnotationError(
                    f'{self.headbox_file} is not a Matlab file with headboxes_src '
                    f'({type(error).__name__}: {error}). Use mpii_gt_val.mat as '
                    'headbox_file.'
                ) from error
        if boxes.shape != (2, 2, num_instances):
            raise AnnotationError(
                f'{self.headbox_file}: headboxes_src has shape {boxes.shape}, expected '
                f'(2, 2, {num_instances}): two corners x two coordinates x the people '
                f'of {self.ann_file}. Use the head boxes of these people.'
            )

    def _load_detection_results(self) -> list[dict]:
        raise ValueError(
            f'bbox_file={self.bbox_file!r}: MPII is tested on annotated boxes. Set '
            'bbox_file=None in the test dataset.'
        )

    def _is_valid_instance(self, info: dict) -> bool:
        return self.test_mode or bool(np.any(info['keypoints_visible']))

    def _get_topdown_data_infos(self, instance_list: list[dict]) -> list[dict]:
        kept = super()._get_topdown_data_infos(instance_list)
        if len(kept) < len(instance_list):
            self._left_out[UNLABELED] = len(instance_list) - len(kept)
        return kept
