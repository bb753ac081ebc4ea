"""Take the people of an image into its sample."""

from __future__ import annotations

import numpy as np
from mmdet.datasets.transforms import LoadAnnotations
from mmdet.registry import TRANSFORMS

from poseur.datasets.annotation_checks import AnnotationError


@TRANSFORMS.register_module()
class LoadKeypointAnnotations(LoadAnnotations):
    """mmdet's ``LoadAnnotations`` that takes the keypoints too.

    Added keys beside mmdet's, for N people, crowds among them:

    - ``gt_keypoints``, float32 ``[N, K, 2]``, continuous pixels,
    - ``gt_keypoints_visible``, float32 ``[N, K]``, 1 where labeled.

    Arguments are those of :class:`mmdet.datasets.transforms.LoadAnnotations`.
    """

    def transform(self, results: dict) -> dict:
        """Load boxes, labels, keypoints and, with ``with_mask``, masks.

        Args:
            results (dict): The sample with ``instances`` and ``flip_indices``.

        Returns:
            dict: The sample with annotations.

        Raises:
            AnnotationError: If masks are wanted and a person has none.
        """
        results = super().transform(results)
        people, num_keypoints = results['instances'], len(results['flip_indices'])
        points = [person['keypoints'] for person in people]
        visible = [person['keypoints_visible'] for person in people]
        shape = len(people), num_keypoints
        results['gt_keypoints'] = np.array(points, np.float32).reshape(*shape, 2)
        results['gt_keypoints_visible'] = np.array(visible, np.float32).reshape(shape)
        return results

    def _load_masks(self, results: dict) -> None:
        for person in results['instances']:
            if 'mask' not in person:
                raise AnnotationError(
                    f'{results["img_path"]}: the person with bbox {person["bbox"]} '
                    '(x1, y1, x2, y2) has no segmentation. Set with_mask=False in '
                    f'{type(self).__name__} and leave the mask head out, or annotate '
                    'the mask.'
                )
        super()._load_masks(results)
