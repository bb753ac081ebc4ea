"""Pictures in, people with keypoints and uncertainty out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmpose.models import TopdownPoseEstimator

from poseur.config import dataset_metainfo, read_config
from poseur.structures import InvalidPoseError, PoseResult, Skeleton
from poseur.tracking import OKSTracker

from .boxes import BoxProvider, GivenBoxes, WholeImage, usable_boxes
from .end_to_end import EndToEndEstimator
from .estimators import People, PoseEstimator
from .failures import Failure, FailureLog
from .inputs import Inputs, find_sources
from .json_boxes import JsonBoxes
from .model_loading import load_model
from .sources import Frame, ImageArray, Source
from .top_down import TopDownEstimator

WHOLE_IMAGE = 'whole-image'


class PoseurInferencer:
    """Finds the poses of people in images and videos.

    Keypoints, scales and scores are those of ``tools/test.py`` on the same boxes: the
    pipeline and the settings of the config's test are used.

    Args:
        config: Path of a config, or its name in ``model-index.yml``.
        checkpoint: Weights of that config; they must fit exactly.
        device: Where the model runs; by default on a GPU where there is one.
        batch_size: Most people in one batch, and frames read ahead.
        flip_test: Whether to average with the mirror image; by default as in the
            config.
        min_person_score: People of whose boxes a model that finds people by itself is
            less sure are dropped.

    Raises:
        FileNotFoundError: If there is no such config or checkpoint.
        CheckpointError: If config and checkpoint do not fit each other.
        ValueError: If the config's test has several views of each image.

    Example:
        >>> infer = PoseurInferencer(config, checkpoint)
        >>> for result in infer('people/', boxes='boxes.json'):
        ...     print(result.name, result.keypoints.shape, result.sigmas.mean())
    """

    def __init__(
        self,
        config: str | Path | Config,
        checkpoint: str | Path,
        device: str | None = None,
        batch_size: int = 8,
        flip_test: bool | None = None,
        min_person_score: float = 0.3,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f'batch_size={batch_size} must be 1 or more.')
        self.cfg = read_config(config)
        require_one_view(self.cfg)
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

    def __call__(
        self,
        inputs: Inputs,
        boxes: Any = None,
        tracking: bool = False,
        failures: list[Failure] | None = None,
    ) -> list[PoseResult]:
        """Find the people of all inputs; arguments are those of :meth:`stream`.

        Returns:
            A result for each image and each frame, in order. Pixels are kept where they
            were given as arrays, otherwise not.
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
        boxes: Any = None,
        tracking: bool = False,
        failures: list[Failure] | None = None,
    ) -> Iterator[PoseResult]:
        """Find the people of one frame after the other, in constant memory.

        Args:
            inputs: Images, folders, patterns, videos, arrays (uint8 BGR) or cameras, or
                a list of these, see :func:`find_sources`.
            boxes: Where people are: None or ``'whole-image'``; the path of a COCO-style
                JSON, see :class:`JsonBoxes`; a detector, see :class:`DetectorBoxes`; or
                the boxes themselves, see :class:`GivenBoxes`.
            tracking: Whether to give people ids over the frames of a video, or over the
                images of the list.
            failures: A list that takes what could not be processed, while the rest is
                done. Without one the first failure is raised.

        Yields:
            A result for each image and each frame, in order, with its pixels.

        Raises:
            InferenceError: If something cannot be processed and ``failures`` is None.
            ValueError: If ``boxes`` do not fit the inputs or the model.
        """
        log = FailureLog(failures)
        sources = find_sources(inputs, log)
        provider = self._provider(boxes, sources)
        if provider is not None:
            provider.check(sources, log)
        frames = (frame for source in sources for frame in source.frames(log))
        results = self._estimate(frames, provider, log)
        return track(results, sources) if tracking else results

    def _provider(self, boxes: Any, sources: list[Source]) -> BoxProvider | None:
        """What gives the boxes; None for models that need none."""
        if not self.estimator.needs_boxes:
            if boxes is not None:
                raise ValueError('This model finds people by itself. Give no boxes.')
            return None
        if boxes is None or (isinstance(boxes, str) and boxes == WHOLE_IMAGE):
            return WholeImage()
        if isinstance(boxes, BoxProvider):
            return boxes
        if isinstance(boxes, str | Path):
            return JsonBoxes(boxes)
        return GivenBoxes(boxes, sources)

    def _estimate(
        self, frames: Iterable[Frame], provider: BoxProvider | None, log: FailureLog
    ) -> Iterator[PoseResult]:
        for batch in batches(frames, self.batch_size):
            boxes = None
            if provider is not None:
                found = provider(batch, log)
                boxes = [
                    usable_boxes(each, frame, log)
                    for each, frame in zip(found, batch, strict=True)
                ]
            people = self.estimator(batch, boxes)
            for frame, each in zip(batch, people, strict=True):
                try:
                    result = self._result(frame, each)
                except InvalidPoseError as error:
                    log.add(frame.title, str(error))
                else:
                    yield result

    def _result(self, frame: Frame, people: People) -> PoseResult:
        return PoseResult(
            name=frame.source.name,
            image_size=frame.size,
            skeleton=self.skeleton,
            input_index=frame.source.position,
            frame_index=frame.index if frame.source.is_video else None,
            image=frame.image,
            **people._asdict(),
        )


def require_one_view(cfg: Config) -> None:
    """Refuse a config with test-time augmentation; :class:`PoseurInferencer`."""
    steps = [step['type'] for step in cfg.test_dataloader.dataset.pipeline]
    if any(str(step).endswith('TestTimeAug') for step in steps):
        raise ValueError(
            f'{cfg.filename or "The config"}: test_dataloader.dataset.pipeline has '
            'TestTimeAug, which makes several views of each image, and inference takes '
            'one. Give the config that this one is derived from (the name without '
            '_tta), with the same checkpoint; tools/test.py merges the views.'
        )


def batches(frames: Iterable[Frame], size: int) -> Iterator[list[Frame]]:
    """Frames in lists of ``size``; those of a live source do not wait for others."""
    batch: list[Frame] = []
    for frame in frames:
        batch.append(frame)
        if len(batch) == size or frame.source.live:
            yield batch
            batch = []
    if batch:
        yield batch


def track(results: Iterable[PoseResult], sources: list[Source]) -> Iterator[PoseResult]:
    """Give people ids; every video begins anew, images follow on each other."""
    videos = {source.position for source in sources if source.is_video}
    tracker, video = None, None
    for result in results:
        current = result.input_index if result.input_index in videos else None
        if tracker is None or current != video:
            tracker, video = OKSTracker(result.skeleton.oks_sigmas), current
        yield result.replace(track_ids=tracker.update(result.keypoints))
