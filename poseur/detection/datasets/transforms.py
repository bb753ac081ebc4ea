"""mmdet's transforms extended to keypoints, registered with mmdet on import.

Samples hold ``gt_keypoints``, float32 ``[N, K, 2]``, in continuous pixels (see
:mod:`poseur.structures.pixel_coordinates`), and ``gt_keypoints_visible``, float32
``[N, K]``, 1 for labeled keypoints.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from mmdet.datasets.transforms import (
    LoadAnnotations,
    PackDetInputs,
    RandomCrop,
    RandomFlip,
    Resize,
)
from mmdet.registry import TRANSFORMS

from poseur.structures.annotations import AnnotationError

META_KEYS = (
    'img_id',
    'img_path',
    'ori_shape',
    'img_shape',
    'scale_factor',
    'flip',
    'flip_direction',
    'flip_indices',
)


@TRANSFORMS.register_module()
class LoadKeypointAnnotations(LoadAnnotations):
    """mmdet's ``LoadAnnotations`` with keypoints.

    Added keys for N people, crowds included: ``gt_keypoints`` and
    ``gt_keypoints_visible``, in addition to mmdet's keys.

    Arguments are those of :class:`mmdet.datasets.transforms.LoadAnnotations`.
    """

    def transform(self, results: dict) -> dict:
        """Load boxes, labels, keypoints and, with ``with_mask``, masks.

        Args:
            results: The sample with ``instances`` and ``flip_indices``.

        Returns:
            The sample with annotations.

        Raises:
            AnnotationError: If masks are requested and a person has none.
        """
        results = super().transform(results)
        instances = results['instances']
        shape = len(instances), len(results['flip_indices'])
        keypoints = [instance['keypoints'] for instance in instances]
        visible = [instance['keypoints_visible'] for instance in instances]
        results['gt_keypoints'] = np.array(keypoints, np.float32).reshape(*shape, 2)
        results['gt_keypoints_visible'] = np.array(visible, np.float32).reshape(shape)
        return results

    def _load_masks(self, results: dict) -> None:
        for instance in results['instances']:
            if 'mask' not in instance:
                raise AnnotationError(
                    f'{results["img_path"]}: the person with bbox {instance["bbox"]} '
                    '(x1, y1, x2, y2) has no segmentation. Set with_mask=False in '
                    f'{type(self).__name__} and leave the mask head out, or annotate '
                    'the mask.'
                )
        super()._load_masks(results)


@TRANSFORMS.register_module()
class KeypointResize(Resize):
    """mmdet's ``Resize`` with keypoints.

    Coordinates are multiplied by the ratio of the sizes in whole pixels, as OpenCV
    resizes the image, not by the requested ratio. ``RandomResize`` uses this class with
    ``resize_type='mmdet.KeypointResize'``.

    Arguments are those of :class:`mmdet.datasets.transforms.Resize`.
    """

    def transform(self, results: dict) -> dict:
        """Resize the image and its annotations.

        Args:
            results: The sample; ``gt_keypoints`` may be absent.

        Returns:
            The sample at its new size.
        """
        results = super().transform(results)
        if 'gt_keypoints' in results:
            factors = np.array(results['scale_factor'], np.float32)
            results['gt_keypoints'] = results['gt_keypoints'] * factors
        return results


@TRANSFORMS.register_module()
class KeypointRandomFlip(RandomFlip):
    """mmdet's ``RandomFlip``, horizontal only, with keypoints.

    The two keypoints of a pair are swapped: the left wrist of a mirrored person looks
    like a right wrist. Without annotations only the image is mirrored.

    Args:
        prob: Probability of a flip.
    """

    def __init__(self, prob: float = 0.5) -> None:
        super().__init__(prob=prob, direction='horizontal')

    def _flip(self, results: dict) -> None:
        super()._flip(results)
        if 'gt_keypoints' in results:
            order = results['flip_indices']
            mirrored = self._flip_keypoints(
                results['gt_keypoints'], results['img'].shape[:2], 'horizontal'
            )
            results['gt_keypoints'] = mirrored[:, order]
            results['gt_keypoints_visible'] = results['gt_keypoints_visible'][:, order]


@TRANSFORMS.register_module()
class KeypointRandomCrop(RandomCrop):
    """mmdet's ``RandomCrop`` with keypoints.

    Boxes are clipped to the crop, and people whose box lies outside are removed.
    Keypoints outside the crop keep their coordinates and become invisible.

    Args:
        crop_size: Width and height, in pixels or as shares of the image.
        crop_type: See :class:`mmdet.datasets.transforms.RandomCrop`. With
            ``'absolute'``, the crop is never larger than the image.
        allow_negative_crop: Whether a crop without people is allowed. If not, the
            sample is dropped.
    """

    def __init__(
        self,
        crop_size: tuple,
        crop_type: str = 'absolute',
        allow_negative_crop: bool = True,
    ) -> None:
        super().__init__(crop_size, crop_type, allow_negative_crop)

    def _crop_data(
        self, results: dict, crop_size: tuple[int, int], allow_negative_crop: bool
    ) -> dict | None:
        before = results.get('homography_matrix', np.eye(3))
        results['gt_instances_ids'] = np.arange(len(results['gt_keypoints']))
        results = super()._crop_data(results, crop_size, allow_negative_crop)
        if results is None:
            return None
        kept = results.pop('gt_instances_ids')
        shift = np.rint((results['homography_matrix'] - before)[:2, 2])
        height, width = results['img_shape']
        points = results['gt_keypoints'][kept] + shift.astype(np.float32)
        inside = ((points >= 0) & (points < (width, height))).all(-1)
        results['gt_keypoints'] = points
        results['gt_keypoints_visible'] = results['gt_keypoints_visible'][kept] * inside
        return results


@TRANSFORMS.register_module()
class PackKeypointDetInputs(PackDetInputs):
    """mmdet's ``PackDetInputs`` with keypoints.

    ``gt_instances`` of the data sample has ``keypoints`` ``[N, K, 2]``, continuous
    pixels of the input, and ``keypoints_visible`` ``[N, K]``, in addition to
    ``bboxes``, ``labels`` and ``masks``. ``ignored_instances`` holds the same fields of
    crowds.

    Args:
        meta_keys: Keys of the sample that become metainfo of the data sample. Defaults
            to mmdet's and ``flip_indices``, which are needed to undo a flip.
    """

    mapping_table = PackDetInputs.mapping_table | dict(
        gt_keypoints='keypoints', gt_keypoints_visible='keypoints_visible'
    )

    def __init__(self, meta_keys: Sequence[str] = META_KEYS) -> None:
        super().__init__(meta_keys)
