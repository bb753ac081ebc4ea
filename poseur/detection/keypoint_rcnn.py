"""Mask R-CNN whose results do not depend on the other images of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mmdet.models.detectors import MaskRCNN
from mmdet.registry import MODELS
from mmdet.structures import DetDataSample
from torch import Tensor


@MODELS.register_module()
class KeypointRCNN(MaskRCNN):
    """mmdet's ``MaskRCNN``, in which an image is the same alone and beside others.

    Images of a batch are padded to the largest one. Convolutions turn the padding into
    features and carry it into the images, so that people at the edge change with the
    neighbors of their image. Images are therefore predicted in groups of one size. A
    batch of one size, such as the frames of a video, remains one batch. Training uses
    the padded batch.

    Arguments are those of :class:`mmdet.models.MaskRCNN`.
    """

    def predict(
        self,
        batch_inputs: Tensor,
        batch_data_samples: Sequence[DetDataSample],
        rescale: bool = True,
    ) -> list[DetDataSample]:
        """Predict people, boxes and keypoints.

        Args:
            batch_inputs: Padded images ``[B, 3, H, W]``.
            batch_data_samples: Samples with the ``pad_shape`` of each image alone.
            rescale: Whether to return pixels of the original images.

        Returns:
            The samples with ``pred_instances``.
        """
        groups = defaultdict(list)
        for index, sample in enumerate(batch_data_samples):
            groups[tuple(sample.pad_shape[:2])].append(index)
        for (height, width), members in groups.items():
            images = batch_inputs if len(groups) == 1 else batch_inputs[members]
            samples = [batch_data_samples[index] for index in members]
            super().predict(images[..., :height, :width], samples, rescale)
        return list(batch_data_samples)
