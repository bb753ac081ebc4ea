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

    Args:
        model: The model, with the ``test_step`` of mmengine's models.
        pipeline: Its pipeline, see :func:`array_pipeline`.
        frames: The frames of one batch.
    """
    batch = [pipeline(dict(img=frame.image, img_id=0)) for frame in frames]
    with torch.no_grad():
        samples = model.test_step(pseudo_collate(batch))
    return [sample.pred_instances.cpu().numpy() for sample in samples]


def array_pipeline(cfg: Config) -> Compose:
    """Build a detector's test pipeline for arrays, without annotations."""
    loading, *others = cfg.test_dataloader.dataset.pipeline
    if loading['type'].endswith('LoadImageFromFile'):  # does not accept arrays
        loading = dict(loading, type='mmdet.LoadImageFromNDArray')
    others = [step for step in others if not step['type'].endswith(ANNOTATION_LOADERS)]
    with default_scope(cfg):
        return Compose([loading, *others])
