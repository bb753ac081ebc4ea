"""Boxes from a detector of mmdet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.structures import InstanceData
from torch import nn

from poseur.config import declared_metainfo, default_scope, read_config

from .boxes import Boxes, BoxProvider
from .failures import FailureLog
from .model_loading import load_model
from .sources import Frame

PERSON = 'person'
TRUTH_LOADERS = ('LoadAnnotations', 'LoadKeypointAnnotations')


class DetectorBoxes(BoxProvider):
    """Finds people with a detector; several frames go in one batch.

    Args:
        config: The detector's config, one of mmdet.
        checkpoint: Its weights, which must fit exactly.
        device: Where it runs; by default on a GPU where there is one.
        min_score: Boxes with a lower score are dropped.
        label: Number of the class of people; by default looked up in the metainfo.

    Raises:
        CheckpointError: If config and weights do not fit each other.
    """

    def __init__(
        self,
        config: str | Path,
        checkpoint: str | Path,
        device: str | None = None,
        min_score: float = 0.3,
        label: int | None = None,
    ) -> None:
        cfg = read_config(config)
        cfg.setdefault('default_scope', 'mmdet')
        self.model = load_model(cfg, checkpoint, device)
        self.min_score = min_score
        self.label = person_label(cfg) if label is None else label
        self.pipeline = array_pipeline(cfg)

    def __call__(self, frames: Sequence[Frame], failures: FailureLog) -> list[Boxes]:
        """See :class:`BoxProvider`."""
        return [
            self._people(each) for each in detect(self.model, self.pipeline, frames)
        ]

    def _people(self, found: InstanceData) -> Boxes:
        kept = (found.labels == self.label) & (found.scores >= self.min_score)
        return Boxes.of(np.c_[found.bboxes[kept], found.scores[kept]])


def detect(
    model: nn.Module, pipeline: Compose, frames: Sequence[Frame]
) -> list[InstanceData]:
    """What a model of whole images predicts for each frame, as arrays.

    Args:
        model: The model.
        pipeline: See :func:`array_pipeline`.
        frames: The frames, which go through the model in one batch.
    """
    batch = [pipeline(dict(img=frame.image, img_id=0)) for frame in frames]
    with torch.no_grad():
        samples = model.test_step(pseudo_collate(batch))
    return [sample.pred_instances.cpu().numpy() for sample in samples]


def array_pipeline(cfg: Config) -> Compose:
    """A detector's test pipeline for arrays, without ground truth."""
    loading, *others = cfg.test_dataloader.dataset.pipeline
    if loading['type'].endswith('LoadImageFromFile'):  # which takes no arrays
        loading = dict(loading, type='mmdet.LoadImageFromNDArray')
    others = [step for step in others if not step['type'].endswith(TRUTH_LOADERS)]
    with default_scope(cfg):
        return Compose([loading, *others])


def person_label(cfg: Config) -> int:
    """The number of the class of people in the metainfo of a detector's test set.

    Raises:
        ValueError: If there is no such class.
    """
    metainfo = declared_metainfo(cfg.test_dataloader.dataset, cfg.default_scope)
    classes = metainfo.get('classes', ())
    if PERSON not in classes:
        raise ValueError(
            f'{cfg.filename} has no class {PERSON!r} among its '
            f'{len(classes)} classes. Give the number of the class of people as label.'
        )
    return list(classes).index(PERSON)
