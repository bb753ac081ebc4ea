"""MPII keypoints, checked."""

from __future__ import annotations

from mmengine.fileio import load
from mmpose.datasets.datasets.body import MpiiDataset
from mmpose.registry import DATASETS
from scipy.io import loadmat

from .annotation_checks import AnnotationError, check_mpii_annotation
from .checked_dataset import CheckedDatasetMixin


@DATASETS.register_module()
class CheckedMpiiDataset(CheckedDatasetMixin, MpiiDataset):
    """mmpose's ``MpiiDataset`` that names what is wrong with its files.

    Arguments are those of :class:`mmpose.datasets.MpiiDataset`.
    """

    def _load_annotations(self) -> tuple[list[dict], list[dict]]:
        annotations = load(self.ann_file)
        for index, annotation in enumerate(annotations):
            check_mpii_annotation(
                annotation, index, self._metainfo['num_keypoints'], self.ann_file
            )
        if self.headbox_file:
            heads = loadmat(self.headbox_file)['headboxes_src'].shape[-1]
            if heads != len(annotations):
                raise AnnotationError(
                    f'{self.headbox_file} has {heads} head boxes, {self.ann_file} has '
                    f'{len(annotations)} people. Use the head boxes of these people.'
                )
        return super()._load_annotations()
