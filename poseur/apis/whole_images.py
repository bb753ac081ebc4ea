"""Models on whole images: detectors, and models that find people themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.structures import InstanceData

from poseur.config import default_scope

from .sources import Frame

ANNOTATION_LOADERS = ('LoadAnnotations', 'LoadKeypointAnnotations')


def predict_instances(
    model: Any, pipeline: Compose, frames: Sequence[Frame]
) -> list[InstanceData]:
    """Return the predictions of a model on whole images, as NumPy arrays.

    Frames of one size share a batch. Frames of several sizes would be padded to the
    largest, and padding changes what a model finds at the edge of a frame.

    Args:
        model: The model, with the ``test_step`` of mmengine's models.
        pipeline: Its pipeline, see :func:`array_pipeline`.
        frames: The frames.
    """
    inputs = [pipeline(dict(img=frame.image, img_id=0)) for frame in frames]
    sizes = [tuple(each['inputs'].shape) for each in inputs]
    found: dict[int, InstanceData] = {}
    for size in dict.fromkeys(sizes):
        members = [index for index, other in enumerate(sizes) if other == size]
        with torch.no_grad():
            samples = model.test_step(pseudo_collate([inputs[i] for i in members]))
        instances = [sample.pred_instances.cpu().numpy() for sample in samples]
        found.update(zip(members, instances, strict=True))
    return [found[index] for index in range(len(frames))]


def array_pipeline(cfg: Config) -> Compose:
    """Build a detector's test pipeline for arrays, without annotations."""
    loading, *others = cfg.test_dataloader.dataset.pipeline
    if loading['type'].endswith('LoadImageFromFile'):  # does not accept arrays
        loading = dict(loading, type='mmdet.LoadImageFromNDArray')
    others = [step for step in others if not step['type'].endswith(ANNOTATION_LOADERS)]
    with default_scope(cfg):
        return Compose([loading, *others])
