"""The runner of exported models, which needs NumPy, OpenCV and ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from poseur.structures import PoseResult, read_image
from poseur.structures.images import check_pixels

from .crops import check_boxes, crop, crop_regions, to_image
from .flip import Prediction, flip_back, fuse
from .metadata import KEY, ModelMetadata, NotAPoseurModelError
from .session import SessionError, open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

EXPORT = 'Give an ONNX file of `poseur export`.'


class OnnxPoseur:
    """Pose estimator that runs a file of ``poseur export``.

    Args:
        path: The ONNX file.
        batch_size: Number of crops in one call of the graph; small batches are faster
            on CPUs.
        threads: CPU threads of ONNX Runtime; 0 means one for each core.
        providers: Execution providers of ONNX Runtime in order of preference.
        flip_test: Whether to predict mirror images, too; None means as in the config.

    Attributes:
        metadata: The metadata of the file.

    Raises:
        ImportError: If ONNX Runtime is not installed.
        FileNotFoundError: If the file does not exist.
        NotAPoseurModelError: If the file is not a model that ``export_onnx.py`` wrote.

    Example:
        >>> model = OnnxPoseur('poseur.onnx')
        >>> result = model('photo.jpg', [[12, 30, 210, 400]])
        >>> result.keypoints.shape
        (1, 17, 2)
    """

    def __init__(
        self,
        path: str | Path,
        batch_size: int = 4,
        threads: int = 0,
        providers: Sequence[str] = ('CPUExecutionProvider',),
        flip_test: bool | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f'batch_size={batch_size} must be at least 1')
        self.session = open_model(path, threads, providers)
        self.metadata = read_metadata(self.session, path)
        self.batch_size = batch_size
        self.flip_test = self.metadata.flip_test if flip_test is None else flip_test

    def __call__(
        self, image: str | Path | np.ndarray, bboxes: ArrayLike | None = None
    ) -> PoseResult:
        """Estimate the poses of the people in an image.

        Args:
            image: An image file, or its pixels, uint8 BGR ``[H, W, 3]``.
            bboxes: Left, top, right and bottom of each person in pixels ``[N, 4]``;
                None means one person, the whole image.

        Returns:
            The people in the order of the boxes; their scores are 1.

        Raises:
            UnreadableImageError: If the file is missing, truncated or not an image.
            ValueError: If the array is not a uint8 array ``[H, W, 3]``.
            BoxError: If a box has no area or lies outside of the image.
        """
        name = str(image) if isinstance(image, str | Path) else 'array'
        pixels = read_image(image) if isinstance(image, str | Path) else image
        check_pixels(pixels)
        height, width = pixels.shape[:2]
        whole = [[0, 0, width, height]]
        boxes = check_boxes(whole if bboxes is None else bboxes, (width, height))
        size = self.metadata.input_size
        regions = crop_regions(boxes, self.metadata.padding, size)
        crops = [crop(pixels, *region, size) for region in zip(*regions, strict=True)]
        predicted = self.predict(np.reshape(crops, (-1, *size[::-1], 3)))
        factors, sigmas = self.metadata.error_factors, predicted.sigmas
        if sigmas is not None:
            sigmas = sigmas / size * regions.extents[:, None]
        return PoseResult(
            name=name,
            image_size=(width, height),
            skeleton=self.metadata.skeleton,
            keypoints=to_image(predicted.keypoints, regions, size),
            keypoint_scores=predicted.scores,
            boxes=boxes,
            scores=np.ones(len(boxes)),
            sigmas=sigmas,
            error_factors=None if factors is None else np.array(factors),
        )

    def predict(self, crops: np.ndarray) -> Prediction:
        """Predict crops, uint8 BGR ``[N, H, W, 3]``, with flip test if it is on."""
        crops = crops.astype(np.uint8, copy=False)
        plain = self.run(crops)
        if not self.flip_test:
            return plain
        mirrored = self.run(np.ascontiguousarray(crops[:, :, ::-1]))
        mirrored = flip_back(mirrored, self.metadata)
        return fuse(plain, mirrored, self.metadata)

    def run(self, crops: np.ndarray) -> Prediction:
        """Run the graph on crops ``[N, H, W, 3]`` in batches, without flip test."""
        if not len(crops):
            shape = (0, len(self.metadata.skeleton.names))
            points = [np.zeros((*shape, 2))] * (len(self.session.get_outputs()) - 1)
            return Prediction.of([*points, np.zeros(shape)])
        starts = range(0, len(crops), self.batch_size)
        batches = [crops[start : start + self.batch_size] for start in starts]
        outputs = [self.session.run(None, {'crops': batch}) for batch in batches]
        return Prediction.of(map(np.concatenate, zip(*outputs, strict=True)))


def open_model(
    path: str | Path, threads: int, providers: Sequence[str]
) -> InferenceSession:
    """Load an ONNX file; for the errors see :class:`OnnxPoseur`."""
    try:
        return open_session(path, threads, providers)
    except SessionError as error:
        raise NotAPoseurModelError(f'{error} {EXPORT}') from error


def read_metadata(session: InferenceSession, path: str | Path) -> ModelMetadata:
    """Read the metadata of a file; for the errors see :class:`OnnxPoseur`."""
    entries = session.get_modelmeta().custom_metadata_map
    if KEY not in entries:
        raise NotAPoseurModelError(
            f'{path} is an ONNX model without the metadata of poseur. Give a file of '
            '`poseur export` with its metadata.'
        )
    return ModelMetadata.from_json(entries[KEY], str(path))
