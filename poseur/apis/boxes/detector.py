"""Person boxes from a detector of mmdet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mmengine.config import Config
from mmengine.structures import InstanceData

from poseur.config import declared_metainfo, read_config
from poseur.structures import Boxes

from ..failures import FailureLog
from ..model_loading import load_model
from ..sources import Frame
from ..whole_images import array_pipeline, predict_instances
from .provider import BoxProvider

PERSON = 'person'


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
