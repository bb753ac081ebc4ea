"""COCO's people for detectors: boxes, keypoints and masks in whole images."""

from __future__ import annotations

import numpy as np
from mmdet.datasets import CocoDataset
from mmdet.registry import DATASETS
from mmengine.logging import print_log

from poseur.datasets.checked_dataset import CheckedDatasetMixin
from poseur.structures.annotations import AnnotationError, Demands, check_annotations
from poseur.structures.pixel_coordinates import from_pixel_indices


@DATASETS.register_module()
class CocoPersonDataset(CheckedDatasetMixin, CocoDataset):
    """Images in COCO's keypoint format with all people in them.

    The ``instances`` of an image are those of mmdet's ``CocoDataset`` with two
    additional keys:

    - ``keypoints``, float32 ``[K, 2]``, continuous coordinates (see
      :mod:`poseur.structures.pixel_coordinates`),
    - ``keypoints_visible``, float32 ``[K]``, 1 if labeled, else 0.

    People without keypoints are kept for their boxes; crowds have ``ignore_flag`` 1.
    Annotations without a usable box are left out and counted in the log. The number of
    keypoints, their names, pairs and sigmas are those of ``metainfo``.

    Args:
        metainfo: mmpose's description of the keypoints, or ``dict(from_file=...)``.
            Defaults to COCO's 17.
        filter_cfg: As in mmdet, with the additional key ``min_keypoints``, which leaves
            out training images with fewer labeled keypoints, like Detectron2's
            ``MIN_KEYPOINTS_PER_IMAGE``.

    The other arguments are those of :class:`mmdet.datasets.CocoDataset`.

    Raises:
        FileNotFoundError: If a file, the image folder or the first image does not
            exist.
        AnnotationError: If a file or an annotation is wrong, or no person remains to
            train on.
    """

    METAINFO = dict(from_file='configs/_base_/datasets/coco.py')
    CLASSES = ('person',)

    @classmethod
    def _load_metainfo(cls, metainfo: dict | None = None) -> dict:
        return super()._load_metainfo(metainfo) | dict(classes=cls.CLASSES)

    def load_data_list(self) -> list[dict]:
        """Check that the files exist and load the images, one entry per image."""
        self._require_files()
        self._check_files()
        images = CocoDataset.load_data_list(self)
        if not images or not (self.test_mode or any(i['instances'] for i in images)):
            raise AnnotationError(
                f'{self.ann_file} holds no person to train on '
                f'({self._describe_left_out() or "no annotations"}). Use another file.'
            )
        self._require_image(images[0]['img_path'])
        return images

    def filter_data(self) -> list[dict]:
        """Leave out training images according to ``filter_cfg`` and log the counts.

        Returns:
            The images that remain.

        Raises:
            AnnotationError: If no image remains.
        """
        images = super().filter_data()
        if not self.test_mode:
            fewest = (self.filter_cfg or {}).get('min_keypoints', 0)
            images = [image for image in images if _num_labeled(image) >= fewest]
        if len(images) < len(self.data_list):
            self._left_out['images by filter_cfg'] = len(self.data_list) - len(images)
        if not images:
            raise AnnotationError(
                f'filter_cfg={self.filter_cfg} leaves no image of {self.ann_file}. '
                'Use another file or weaker conditions.'
            )
        self._log_counts(images)
        return images

    def parse_data_info(self, raw_data_info: dict) -> dict:
        """Convert the annotations of one image.

        Args:
            raw_data_info: ``raw_img_info`` and the list ``raw_ann_info``, unchanged
                entries of the file.

        Returns:
            The image with its ``instances``.
        """
        info = super().parse_data_info(dict(raw_data_info, raw_ann_info=[]))
        for annotation in raw_data_info['raw_ann_info']:
            info['instances'] += self._parse_person(annotation, raw_data_info)
        return info

    def get_data_info(self, idx: int) -> dict:
        """Return the entry of an image, with the dataset's ``flip_indices``."""
        return super().get_data_info(idx) | dict(
            flip_indices=self._metainfo['flip_indices']
        )

    def _parse_person(self, annotation: dict, raw_data_info: dict) -> list[dict]:
        """Return the annotation as a list of one instance, empty if left out."""
        if annotation['category_id'] not in self.cat_ids:
            self._left_out['objects of other categories'] += 1
            return []
        parsed = super().parse_data_info(dict(raw_data_info, raw_ann_info=[annotation]))
        values = annotation['keypoints'] or [0] * 3 * self._metainfo['num_keypoints']
        keypoints = np.array(values, np.float32).reshape(-1, 3)
        for instance in parsed['instances']:
            instance['keypoints'] = from_pixel_indices(keypoints[:, :2])
            instance['keypoints_visible'] = keypoints[:, 2].clip(0, 1)
        if not parsed['instances']:
            self._left_out['people without a usable box'] += 1
        return parsed['instances']

    def _check_files(self) -> None:
        demands = Demands(
            names=self._keypoint_names,
            areas=True,
            categories=True,
            person=self.CLASSES[0],
        )
        content = self._read_json('ann_file')
        self._accept(check_annotations(content, demands, self.ann_file).report)

    def _log_counts(self, images: list[dict]) -> None:
        num_instances = sum(len(image['instances']) for image in images)
        left_out = self._describe_left_out()
        print_log(
            f'{type(self).__name__} {self.ann_file}: {num_instances} people in '
            f'{len(images)} images' + (f'; left out: {left_out}' if left_out else ''),
            logger='current',
        )


def _num_labeled(image: dict) -> int:
    """Count the labeled keypoints of an image, crowds excluded."""
    return sum(
        int(instance['keypoints_visible'].sum())
        for instance in image['instances']
        if not instance['ignore_flag']
    )
