"""Test of all stages of one checkpoint, in one pass over the test set."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.evaluator import Evaluator
from mmengine.runner import CheckpointLoader
from mmengine.utils import track_iter_progress
from mmpose.models import TopdownPoseEstimator

from poseur.apis.model_loading import load_model
from poseur.checkpoints.keys import TRAINING_ONLY, with_revised_keys
from poseur.config import default_scope
from poseur.engine import PoseurRunner
from poseur.evaluation.checked_coco import with_checked_files
from poseur.evaluation.coverage import check_evaluator

from ..predictions.dump import KeypointPredictions, Sample
from ..predictions.load import use_annotated_boxes
from .measures import Measure, measure, swapped
from .stages import predict_stages, require_poseur


@dataclass(frozen=True, eq=False)
class StageTest:
    """Test of one stage.

    Attributes:
        name: Name of the stage.
        dense: Whether keypoints are read from a score map.
        predictions: Predictions and labels of all people.
        metrics: Results of the config's evaluator; empty if head sizes give PCKh.
    """

    name: str
    dense: bool
    predictions: KeypointPredictions
    metrics: Mapping[str, float]

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """What each keypoint scores, see :func:`measure`."""
        return measure(self.predictions)

    @cached_property
    def swapped(self) -> Measure:
        """Which keypoints are swapped, see :func:`swapped`."""
        return swapped(self.predictions)


def load_stages(
    cfg: Config, checkpoint: str | Path, device: str | None = None
) -> TopdownPoseEstimator:
    """Load a model with the score maps of its training, if the file has them.

    Args:
        cfg: Config of the model. Levels of dense supervision are removed if the file
            lacks their maps, as published files do.
        checkpoint: File, URL or model zoo name.
        device: See :func:`poseur.apis.model_loading.load_model`.

    Raises:
        CheckpointError: If the weights cannot be read or do not match.
        ValueError: If the model has no Poseur head.
    """
    content = CheckpointLoader.load_checkpoint(str(checkpoint), 'cpu')
    weights = with_revised_keys(content, [])['state_dict']
    dense = cfg.model.get('head', {}).get('dense_supervision')
    if dense and not any(TRAINING_ONLY in key for key in weights):
        dense['levels'] = ()
    model = load_model(cfg, checkpoint, device)
    require_poseur(model)
    return model


def run_stages(cfg: Config, model: TopdownPoseEstimator) -> list[StageTest]:
    """Test all stages of a model on the annotated boxes of its test set.

    Args:
        cfg: Config with ``test_dataloader`` and ``test_evaluator``.
        model: The model, in evaluation mode.

    Returns:
        The stages in the order of the network, then the score maps.
    """
    use_annotated_boxes(cfg)
    samples: dict[tuple[str, bool], list[Sample]] = {}
    with default_scope(cfg):
        loader = PoseurRunner.build_dataloader(cfg.test_dataloader)
        dataset: Any = loader.dataset
        metainfo = dataset.metainfo
        evaluator = Evaluator(with_checked_files(cfg.test_evaluator))
        evaluator.dataset_meta = metainfo
        check_evaluator(evaluator, loader, 'test')
        for batch in track_iter_progress((loader, len(loader))):
            for name, dense, tested in predict_stages(model, batch):
                dumped = [sample.to_dict() for sample in tested]
                samples.setdefault((name, dense), []).extend(dumped)
        return [
            evaluate_stage(evaluator, metainfo, name, dense, tested)
            for (name, dense), tested in samples.items()
        ]


def evaluate_stage(
    evaluator: Evaluator,
    metainfo: Mapping,
    name: str,
    dense: bool,
    samples: list[Sample],
) -> StageTest:
    """Evaluate the dumped samples of a stage."""
    predictions = KeypointPredictions.from_samples(samples, metainfo, name)
    metrics = {}
    if predictions.head_sizes is None:
        with redirect_stdout(io.StringIO()):  # COCO's pages of scores
            metrics = evaluator.offline_evaluate(samples, chunk_size=len(samples))
    return StageTest(name, dense, predictions, metrics)
