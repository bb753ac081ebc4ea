"""People of a dataset as a model sees them, with all that led to its prediction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from mmengine.dataset import pseudo_collate
from mmpose.structures import PoseDataSample
from torch import nn
from torch.utils.data import Dataset

from poseur.structures import Skeleton, read_image

from .decoder_recorder import DecoderRecorder, DecoderTrace
from .person_view import PersonView

HEIGHT = 512  # pixels
MARGIN = 0.2  # around the crop, as a share of it


class TracedPerson(NamedTuple):
    """One person, the prediction and how it came about.

    Attributes:
        name: Name of the image and number of the sample.
        view: The person cut out of the image.
        trace: What the head did; normalized by the crop.
        skeleton: Names, limbs and colors of the ``K`` keypoints.
        truth: Labels in pixels of the image ``[K, 2]``; NaN where there is none.
        box: Corners of the person's box in pixels of the image ``[2, 2]``.
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


def trace_people(
    model: nn.Module, dataset: Dataset, indices: Sequence[int], height: int = HEIGHT
) -> list[TracedPerson]:
    """Run a model on samples of a dataset, without flip test, and record its head.

    Args:
        model: A top-down estimator with a Poseur head, in evaluation mode.
        dataset: Dataset with a pipeline for testing.
        indices: Numbers of the samples.
        height: Height of the pictures in pixels.

    Raises:
        IndexError: If the dataset has no such sample.
        ValueError: If the model is of another kind.
    """
    absent = [index for index in indices if not 0 <= index < len(dataset)]
    if absent:
        raise IndexError(
            f'The dataset has no samples {absent}: it has {len(dataset)}, numbered '
            'from 0. Choose others.'
        )
    batch = pseudo_collate([dataset[index] for index in indices])
    batch = model.data_preprocessor(batch, False)
    with torch.no_grad(), DecoderRecorder(model.head) as recorder:
        model.head.forward(model.extract_feat(batch['inputs']))
    skeleton = Skeleton.from_metainfo(dataset.metainfo)
    return [
        _traced(
            f'{Path(sample.img_path).stem} #{index}', sample, trace, skeleton, height
        )
        for index, sample, trace in zip(
            indices, batch['data_samples'], recorder.traces(), strict=True
        )
    ]


def evenly_spread(count: int, total: int) -> list[int]:
    """At most ``count`` of the numbers below ``total``, first and last included."""
    return np.unique(np.linspace(0, total - 1, min(count, total), dtype=int)).tolist()


def _traced(
    name: str,
    sample: PoseDataSample,
    trace: DecoderTrace,
    skeleton: Skeleton,
    height: int,
) -> TracedPerson:
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
    return TracedPerson(name, view, trace, skeleton, truth, box)
