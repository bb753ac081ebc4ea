"""Crop and targets from one codec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import GenerateTarget, TopdownAffine
from mmpose.registry import TRANSFORMS

from .minus_one_crop import MinusOneAffine


@TRANSFORMS.register_module()
class CropAndEncode(BaseTransform):
    """Crop a person to the codec's input size and encode the keypoints.

    The samples equal those of mmpose's ``TopdownAffine`` followed by
    ``GenerateTarget``. The crop size is read from the codec, so it cannot disagree with
    the targets. Transforms that change colors only, such as ``EllipseCutout``, follow
    this one: the targets do not depend on them.

    Required keys: ``img``, ``bbox_center`` ``[1, 2]`` and ``bbox_scale`` ``[1, 2]``,
    with targets also ``keypoints`` ``[1, K, 2]`` and ``keypoints_visible``; optional:
    ``bbox_rotation``. Modified and added keys: those of the two transforms.

    Args:
        codec: Config of a codec with ``input_size``, width and height in pixels.
        use_udp: Whether to crop with the unbiased transformation of UDP.
        encode: Whether to add the targets. Pipelines for testing set it to False and
            need no keypoints.
        use_dataset_keypoint_weights: Whether to multiply the weights of the targets,
            and with them the losses, by ``joint_weights`` of the metainfo. The
            official models were trained without.
        minus_one: Whether to crop as :class:`MinusOneAffine`, for ``DarkHeatmap``.

    Raises:
        ValueError: If the codec has no ``input_size``, or if both ``use_udp`` and
            ``minus_one`` are set.

    Example:
        >>> codec = dict(type='PoseurLabel', input_size=(192, 256))
        >>> crop = dict(type='CropAndEncode', codec=codec)
    """

    def __init__(
        self,
        codec: Mapping[str, Any],
        use_udp: bool = False,
        encode: bool = True,
        use_dataset_keypoint_weights: bool = False,
        minus_one: bool = False,
    ) -> None:
        if 'input_size' not in codec:
            raise ValueError(
                f'CropAndEncode: the codec {dict(codec)} has no input_size. Set it to '
                'the width and height of the crops, such as (192, 256).'
            )
        if use_udp and minus_one:
            raise ValueError(
                'CropAndEncode: use_udp=True and minus_one=True are two ways to crop. '
                'Set minus_one for DarkHeatmap, use_udp for UDPHeatmap.'
            )
        size = tuple(codec['input_size'])
        self.crop = MinusOneAffine(size) if minus_one else TopdownAffine(size, use_udp)
        self.use_dataset_keypoint_weights = use_dataset_keypoint_weights
        self.target = None
        if encode:
            self.target = GenerateTarget(
                codec, use_dataset_keypoint_weights=use_dataset_keypoint_weights
            )

    def transform(self, results: dict) -> dict:
        """Crop the image and, for training, add the targets.

        Args:
            results: The sample.

        Returns:
            The sample with the crop and the targets.

        Raises:
            ValueError: If targets are asked for and the sample has no keypoints.
        """
        if self.target is None:
            return self.crop(results)
        if results.get('keypoints') is None:
            raise ValueError(
                'CropAndEncode: the sample has no keypoints to encode. Set '
                'encode=False in pipelines for testing.'
            )
        return self.target(self.crop(results))

    def __repr__(self) -> str:
        return f'{type(self).__name__}(crop={self.crop}, target={self.target})'


def topdown_affine(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config of the transform that crops as ``CropAndEncode`` does.

    Args:
        step: Config of a ``CropAndEncode``.
    """
    if step.get('minus_one', False):
        return dict(type='MinusOneAffine', input_size=step['codec']['input_size'])
    return dict(
        type='TopdownAffine',
        input_size=step['codec']['input_size'],
        use_udp=step.get('use_udp', False),
    )
