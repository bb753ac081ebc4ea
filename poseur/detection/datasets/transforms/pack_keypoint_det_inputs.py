"""Hand a sample over to the model."""

from __future__ import annotations

from collections.abc import Sequence

from mmdet.datasets.transforms import PackDetInputs
from mmdet.registry import TRANSFORMS

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
class PackKeypointDetInputs(PackDetInputs):
    """mmdet's ``PackDetInputs`` that packs the keypoints too.

    ``gt_instances`` of the data sample gets ``keypoints`` ``[N, K, 2]``, continuous
    pixels of the input, and ``keypoints_visible`` ``[N, K]``, beside ``bboxes``,
    ``labels`` and ``masks``; ``ignored_instances`` holds the same of crowds.

    Args:
        meta_keys (Sequence[str]): What the data sample takes of the image's
            description. Defaults to mmdet's and ``flip_indices``, which undo a flip.
    """

    mapping_table = PackDetInputs.mapping_table | dict(
        gt_keypoints='keypoints', gt_keypoints_visible='keypoints_visible'
    )

    def __init__(self, meta_keys: Sequence[str] = META_KEYS) -> None:
        super().__init__(meta_keys)
