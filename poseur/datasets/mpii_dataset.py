"""MPII keypoints, checked."""

from __future__ import annotations

from mmengine.fileio import load
from mmpose.datasets.datasets.body import MpiiDataset
from mmpose.registry import DATASETS

from .annotation_checks import check_mpii_annotation
from .checked_dataset import CheckedDatasetMixin


@DATASETS.register_module()
class CheckedMpiiDataset(CheckedDatasetMixin, MpiiDataset):
    """mmpose's ``MpiiDataset`` that names what is wrong with its files.

    Arguments are those of :class:`mmpose.datasets.MpiiDataset`.
    """

    def _load_annotations(self) -> tuple[list[dict], list[dict]]:
        for index, annotation in enumerate(load(self.ann_file)):
            check_mpii_annotation(
                annotation, index, self._metainfo['num_keypoints'], self.ann_file
            )
        return super()._load_annotations()
