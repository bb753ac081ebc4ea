"""Boxes from a detector of mmdet, and inference with models on whole images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.structures import InstanceData

from poseur.config import declared_metainfo, default_scope, read_config

from .boxes import Boxes, BoxProvider
from .failures import FailureLog
from .model_loading import load_model
from .sources import Frame

PERSON = 'person'
ANNOTATION_LOADERS = ('LoadAnnotations', 'LoadKeypointAnnotations')


class DetectorBoxes(BoxProvider):
    """Boxes predicted by a person detector; frames of one size share a batch.

    Args:
        config: Config of the detector, one of mmdet.
        checkpoint: Its weights, which must match exactly.
        device: Device of the detector; by default a GPU if there is one.
        min_score: Minimum score; lower-scoring boxes are dropped.
        label: Index of the person class; by default looked up in the metainfo.

    Raises:
        CheckpointError: If config and checkpoint do not match.
        ValueError: If ``label`` is None and the metainfo has no class ``person``.
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
        """Return the boxes of each frame, see :class:`BoxProvider`."""
        found = predict_instances(self.model, self.pipeline, frames)
        return [self._person_boxes(each) for each in found]

    def _person_boxes(self, found: InstanceData) -> Boxes:
        kept = (found.labels == self.label) & (found.scores >= self.min_score)
        return Boxes.from_array(np.c_[found.bboxes[kept], found.scores[kept]])


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


def person_label(cfg: Config) -> int:
    """Return the index of the class ``person`` in the test set of a detector.

    Raises:
        ValueError: If the metainfo has no such class.
    """
    metainfo = declared_metainfo(cfg.test_dataloader.dataset, cfg.default_scope)
    classes = metainfo.get('classes', ())
    if PERSON not in classes:
        raise ValueError(
            f'{cfg.filename} has no class {PERSON!r} among its {len(classes)} classes. '
            'Pass the index of the person class as label.'
        )
    return list(classes).index(PERSON)
