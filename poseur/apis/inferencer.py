"""Pose estimation on images and videos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from mmengine.config import Config
from mmpose.models import TopdownPoseEstimator

from poseur.config import dataset_metainfo, read_config
from poseur.structures import Boxes, PoseResult, Skeleton

from .batches import batched, process_batch
from .boxes import BoxesLike, BoxProvider, as_box_provider
from .boxes.detector import PERSON
from .estimators import (
    EndToEndEstimator,
    PoseEstimates,
    PoseEstimator,
    TopDownEstimator,
)
from .failures import Failure, FailureLog
from .inputs import Inputs, find_sources
from .model_loading import load_model
from .shipped import open_model
from .sources import Frame, ImageArray, Source
from .track_ids import assign_track_ids


class Task(NamedTuple):
    """A frame with its boxes, which models that detect people do without."""

    frame: Frame
    boxes: Boxes | None = None

    @property
    def title(self) -> str:
        """Name of the frame in messages."""
        return self.frame.title


class PoseurInferencer:
    """Pose estimation on images and videos with a shipped model or one of your own.

    Keypoints, sigmas and scores equal those of ``poseur test`` for the same boxes,
    because the test pipeline and test settings of the config are used.

    Args:
        config: Path or name of a config, see :func:`poseur.config.find_config`. Without
            a checkpoint, the name of a shipped model, see
            :func:`poseur.zoo.list_models`.
        checkpoint: Weights for this config; they must match exactly.
        device: Device of the model; by default a GPU if there is one.
        batch_size: Maximum number of people in a batch, and of frames read in advance.
        flip_test: Whether to average with the mirrored image; by default as in the
            config.
        min_person_score: Minimum box score for end-to-end models; lower-scoring
            detections are dropped.

    Attributes:
        error_factors: Factors of expected errors, of shipped models.
        detector_classes: Classes of a detector that the model has poses of.

    Raises:
        FileNotFoundError: If the config or checkpoint does not exist.
        CheckpointError: If config and checkpoint do not match.
        ZooError: If there is no shipped model of this name, or its file was altered.
        ValueError: If the config uses test-time augmentation.

    Example:
        >>> infer = PoseurInferencer(config, checkpoint)
        >>> for result in infer('people/', boxes='boxes.json'):
        ...     print(result.name, result.keypoints.shape, result.sigmas.mean())
    """

    def __init__(
        self,
        config: str | Path | Config,
        checkpoint: str | Path | None = None,
        device: str | None = None,
        batch_size: int = 8,
        flip_test: bool | None = None,
        min_person_score: float = 0.3,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f'batch_size={batch_size} must be 1 or more.')
        self.error_factors: np.ndarray | None = None
        self.detector_classes: Sequence[str] = (PERSON,)
        if checkpoint is None:
            shipped = open_model(str(config))
            config, checkpoint = shipped.cfg, shipped.checkpoint
            self.error_factors = shipped.error_factors
            self.detector_classes = shipped.detector_classes
        self.cfg = read_config(config)
        reject_test_time_augmentation(self.cfg)
        self.model = load_model(self.cfg, checkpoint, device)
        self.batch_size = batch_size
        metainfo = dataset_metainfo(self.cfg)
        self.skeleton = Skeleton.from_metainfo(metainfo)
        self.estimator: PoseEstimator
        if isinstance(self.model, TopdownPoseEstimator):
            self.estimator = TopDownEstimator(
                self.model, self.cfg, metainfo, batch_size
            )
        else:
            self.estimator = EndToEndEstimator(self.model, self.cfg, min_person_score)
        if flip_test is not None:
            self.estimator.set_flip_test(flip_test)

    @property
    def needs_boxes(self) -> bool:
        """Whether the model needs boxes, else it finds people itself."""
        return self.estimator.needs_boxes

    def __call__(
        self,
        inputs: Inputs,
        boxes: BoxesLike | None = None,
        tracking: bool = False,
        failures: list[Failure] | None = None,
    ) -> list[PoseResult]:
        """Estimate the poses in all inputs; the arguments are those of :meth:`stream`.

        Returns:
            A result for each image and each frame, in order. Only results of arrays
            keep the pixels.
        """
        sources = find_sources(inputs, FailureLog(failures))
        kept = {s.position for s in sources if isinstance(s, ImageArray)}
        return [
            result if result.input_index in kept else result.replace(image=None)
            for result in self.stream(sources, boxes, tracking, failures)
        ]

    def stream(
        self,
        inputs: Inputs,
        boxes: BoxesLike | None = None,
        tracking: bool = False,
        failures: list[Failure] | None = None,
    ) -> Iterator[PoseResult]:
        """Estimate the poses frame by frame, in constant memory.

        Args:
            inputs: Images, folders, glob patterns, videos, arrays (uint8 BGR) or
                cameras, or a list of these, see :func:`find_sources`.
            boxes: Person boxes: a :class:`BoxProvider` such as :class:`DetectorBoxes`,
                or any value that :func:`as_box_provider` converts to one. The default
                is the whole image.
            tracking: Whether to assign track ids over the frames of a video, or over
                the images of the list.
            failures: List that collects the failures, so that the remaining inputs are
                processed. If it is None, the first failure is raised.

        Yields:
            A result for each image and each frame, in order, with its pixels.

        Raises:
            InferenceError: If an input fails and ``failures`` is None.
            ValueError: If ``boxes`` do not match the inputs or the model.
        """
        log = FailureLog(failures)
        sources = find_sources(inputs, log)
        provider = self._provider(boxes, sources)
        if provider is not None:
            provider.check(sources, log)
        frames = (frame for source in sources for frame in source.frames(log))
        results = self._estimate(frames, provider, log)
        return assign_track_ids(results, sources) if tracking else results

    def _provider(
        self, boxes: BoxesLike | None, sources: list[Source]
    ) -> BoxProvider | None:
        """Return the box provider; None for models that do not need boxes."""
        if self.estimator.needs_boxes:
            return as_box_provider(boxes, sources)
        if boxes is not None:
            raise ValueError('This model detects people itself. Pass no boxes.')
        return None

    def _estimate(
        self, frames: Iterable[Frame], provider: BoxProvider | None, log: FailureLog
    ) -> Iterator[PoseResult]:
        for batch in batched(frames, self.batch_size):
            tasks = [Task(frame) for frame in batch]
            if provider is not None:
                found = process_batch(
                    partial(provider.usable, failures=log), batch, log
                )
                tasks = [Task(*each) for each in found if each[1] is not None]
            estimated = process_batch(self._run_model, tasks, log)
            for task, estimates in estimated:
                with log.catching(task.title):
                    yield self._result(task.frame, estimates)

    def _run_model(self, tasks: Sequence[Task]) -> list[PoseEstimates]:
        boxes = [task.boxes for task in tasks if task.boxes is not None]
        frames = [task.frame for task in tasks]
        return self.estimator(frames, boxes if self.estimator.needs_boxes else None)

    def _result(self, frame: Frame, estimates: PoseEstimates) -> PoseResult:
        return PoseResult(
            name=frame.source.name,
            image_size=frame.size,
            skeleton=self.skeleton,
            input_index=frame.source.position,
            frame_index=frame.index if frame.source.is_video else None,
            image=frame.image,
            error_factors=self.error_factors,
            **estimates._asdict(),
        )


def reject_test_time_augmentation(cfg: Config) -> None:
    """Raise an error for a config with several views of each image.

    Raises:
        ValueError: If the test pipeline has ``TestTimeAug``.
    """
    steps = [step['type'] for step in cfg.test_dataloader.dataset.pipeline]
    if any(str(step).endswith('TestTimeAug') for step in steps):
        raise ValueError(
            f'{cfg.filename or "The config"}: test_dataloader.dataset.pipeline has '
            'TestTimeAug, which makes several views of each image; inference supports '
            'one view. Use the config that this one is derived from (the name without '
            '_tta), with the same checkpoint, or `poseur test`, which merges the views.'
        )
