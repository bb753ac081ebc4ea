"""Instances of a dataset with the model's prediction and its intermediate results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmpose.datasets.datasets import BaseCocoStyleDataset
from mmpose.models import TopdownPoseEstimator
from mmpose.structures import PoseDataSample

from poseur.structures import Skeleton, read_image

from .decoder_recorder import DecoderRecorder, DecoderTrace
from .person_view import PersonView

HEIGHT = 512  # pixels
MARGIN = 0.2  # around the crop, as a fraction of its size


class InstanceTrace(NamedTuple):
    """One person with the prediction and the intermediate results of the decoder.

    Attributes:
        name: Name of the image and index of the sample.
        view: The person cut out of the image.
        trace: Intermediate results, normalized by the crop.
        skeleton: Names, limbs and colors of the ``K`` keypoints.
        truth: Labels in pixels of the image ``[K, 2]``; NaN for unlabeled keypoints.
        box: Upper left and lower right corner of the person's box in pixels of the
            image ``[2, 2]``.
    """

    name: str
    view: PersonView
    trace: DecoderTrace
    skeleton: Skeleton
    truth: np.ndarray
    box: np.ndarray

    @property
    def prediction(self) -> np.ndarray:
        """Keypoints of the last layer in pixels of the view ``[K, 2]``."""
        return self.view.place_normalized(self.trace.keypoints[-1])


def trace_instances(
    model: TopdownPoseEstimator,
    dataset: BaseCocoStyleDataset,
    indices: Sequence[int],
    height: int = HEIGHT,
) -> list[InstanceTrace]:
    """Run a model on samples of a dataset, without flip test, and record its head.

    Args:
        model: A top-down estimator with a Poseur head, in evaluation mode.
        dataset: A top-down dataset with a test pipeline.
        indices: Indices of the samples.
        height: Height of the views in pixels.

    Raises:
        UnreadableImageError: If an image cannot be read.
        ValueError: If the dataset has no such sample, or the head is not a Poseur head
            or is in training mode.
    """
    absent = [index for index in indices if not 0 <= index < len(dataset)]
    if absent:
        raise ValueError(
            f'The dataset has no samples {absent}: it has {len(dataset)}, counted from '
            '0. Choose others.'
        )
    batch = pseudo_collate([dataset[index] for index in indices])
    batch = model.data_preprocessor(batch, False)
    with torch.no_grad(), DecoderRecorder(model.head) as recorder:
        model.head.forward(model.extract_feat(batch['inputs']))
    skeleton = Skeleton.from_metainfo(dataset.metainfo)
    return [
        _instance_trace(
            f'{Path(sample.img_path).stem} #{index}', sample, trace, skeleton, height
        )
        for index, sample, trace in zip(
            indices, batch['data_samples'], recorder.traces(), strict=True
        )
    ]


def evenly_spread(count: int, total: int) -> list[int]:
    """Return at most ``count`` indices below ``total``, including first and last."""
    return np.unique(np.linspace(0, total - 1, min(count, total), dtype=int)).tolist()


def _instance_trace(
    name: str,
    sample: PoseDataSample,
    trace: DecoderTrace,
    skeleton: Skeleton,
    height: int,
) -> InstanceTrace:
    meta, labels = sample.metainfo, sample.gt_instances
    view = PersonView.cut_out(
        read_image(sample.img_path),
        np.ravel(meta['input_center']),
        np.ravel(meta['input_scale']),
        height,
        MARGIN,
    )
    labeled = np.reshape(labels.keypoints_visible[0], (len(skeleton.names), -1))[:, :1]
    truth = np.where(labeled > 0, labels.keypoints[0], np.nan)
    box = np.reshape(labels.bboxes[0], (2, 2))
    return InstanceTrace(name, view, trace, skeleton, truth, box)
