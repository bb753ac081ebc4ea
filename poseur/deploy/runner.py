"""An exported model at work: NumPy, OpenCV and ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from poseur.structures import PoseResult
from poseur.structures.images import check_pixels, read_image

from .crops import check_boxes, crop, regions, to_image
from .errors import NotAPoseurModelError
from .flip import Prediction, flip_back, fuse
from .metadata import KEY, ModelMetadata

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class OnnxPoseur:
    """Poses of the people in an image, by a file of ``export_onnx.py``.

    Args:
        path: The ONNX file.
        batch_size: Crops in one call of the graph; on CPUs small ones are faster.
        threads: Threads of ONNX Runtime on the CPU; 0: one for each core.
        providers: Execution providers of ONNX Runtime by preference.
        flip_test: Whether mirror images are predicted too; None: as in the config.

    Attributes:
        metadata: What the file says about itself.

    Raises:
        ImportError: If ONNX Runtime is not installed.
        FileNotFoundError: If there is no such file.
        NotAPoseurModelError: If the file is no model, or not one of ours.
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
        self.session = open_session(path, threads, providers)
        self.metadata = read_metadata(self.session, path)
        self.batch_size = batch_size
        self.flip_test = self.metadata.flip_test if flip_test is None else flip_test

    def __call__(
        self, image: str | Path | np.ndarray, bboxes: np.ndarray | None = None
    ) -> PoseResult:
        """Find the keypoints of the people in an image.

        Args:
            image: A file, or pixels as OpenCV reads them: uint8, BGR, ``[H, W, 3]``.
            bboxes: Left, top, right and bottom of each person in pixels ``[N, 4]``;
                None: one person, the whole image.

        Returns:
            The people in the order of the boxes, whose scores are 1.

        Raises:
            UnreadableImageError: If the file is missing or no image.
            ValueError: If an array is not of that form.
            BoxError: If a box has no area or lies outside of the image.
        """
        name = str(image) if isinstance(image, str | Path) else 'array'
        pixels = read_image(image) if isinstance(image, str | Path) else image
        check_pixels(pixels)
        height, width = pixels.shape[:2]
        boxes = [[0, 0, width, height]] if bboxes is None else bboxes
        boxes = check_boxes(boxes, (width, height))
        size = self.metadata.input_size
        found = regions(boxes, self.metadata.padding, size)
        crops = [crop(pixels, *region, size) for region in zip(*found, strict=True)]
        predicted = self.predict(np.reshape(crops, (-1, *size[::-1], 3)))
        return PoseResult(
            name=name,
            image_size=(width, height),
            skeleton=self.metadata.skeleton,
            keypoints=to_image(predicted.keypoints, found, size),
            keypoint_scores=predicted.scores,
            boxes=boxes,
            scores=np.ones(len(boxes)),
            sigmas=predicted.sigmas / size * found.extents[:, None],
        )

    def predict(self, crops: np.ndarray) -> Prediction:
        """Keypoints of crops, uint8 BGR ``[N, height, width, 3]``."""
        crops = crops.astype(np.uint8, copy=False)
        plain = self.run(crops)
        if not self.flip_test:
            return plain
        mirrored = self.run(np.ascontiguousarray(crops[:, :, ::-1]))
        mirrored = flip_back(mirrored, self.metadata)
        return fuse(plain, mirrored, self.metadata.flip_fusion)

    def run(self, crops: np.ndarray) -> Prediction:
        """The graph's outputs for crops, batch by batch, without flip test."""
        if not len(crops):
            joints = len(self.metadata.skeleton.names)
            return Prediction(*map(np.zeros, ((0, joints, 2),) * 2 + ((0, joints),)))
        starts = range(0, len(crops), self.batch_size)
        batches = [crops[start : start + self.batch_size] for start in starts]
        outputs = [self.session.run(None, {'crops': batch}) for batch in batches]
        return Prediction(*map(np.concatenate, zip(*outputs, strict=True)))


def open_session(
    path: str | Path, threads: int, providers: Sequence[str]
) -> InferenceSession:
    """Load an ONNX file; errors as of :class:`OnnxPoseur`."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError(
            'poseur.deploy needs ONNX Runtime: pip install onnxruntime'
        ) from error
    if not Path(path).is_file():
        raise FileNotFoundError(f'Model file {path} does not exist. Check the path.')
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, list(providers))
    except Exception as error:  # its classes are private and many
        raise NotAPoseurModelError(
            f'{path} cannot be loaded by ONNX Runtime {onnxruntime.__version__}: '
            f'{error}. Give an ONNX file of tools/deployment/export_onnx.py.'
        ) from error


def read_metadata(session: InferenceSession, path: str | Path) -> ModelMetadata:
    """What a file says about itself; errors as of :class:`OnnxPoseur`."""
    entries = session.get_modelmeta().custom_metadata_map
    if KEY not in entries:
        raise NotAPoseurModelError(
            f'{path} is an ONNX model without the metadata of poseur. Give a file '
            'of tools/deployment/export_onnx.py, and do not strip it.'
        )
    return ModelMetadata.from_json(entries[KEY], str(path))
