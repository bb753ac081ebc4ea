"""A detector in an ONNX file."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from poseur.structures import Boxes

from ..session import SessionError, open_session
from .classes import class_names, class_numbers
from .errors import DetectorError
from .formats import FORMATS, Detections, Size
from .letterbox import network_input
from .recognition import num_classes, recognize

DEFAULT_SIZE = 640, 640  # of an input without one
MAX_OVERLAP = 0.6  # IoU of two boxes of different objects


class OnnxDetector:
    """Boxes of objects in images, from YOLOX, RTMDet, NanoDet or Ultralytics.

    The format is told by the outputs of a trial. Boxes of all wanted classes compete
    with each other, so that an animal that looks like a horse and like a cow has one.

    Args:
        path: The ONNX file.
        classes: Names or numbers of the classes wanted.
        min_score: Minimum score; lower-scoring boxes are dropped.
        kind: Name of the format, see ``FORMATS``; None to recognize it.
        threads: CPU threads of ONNX Runtime; 0 means one for each core.

    Raises:
        ImportError: If ONNX Runtime is not installed.
        FileNotFoundError: If the file does not exist.
        DetectorError: If it is not a known kind of detector, or lacks the classes.

    Example:
        >>> detector = OnnxDetector('yolox_s.onnx')
        >>> detector(image).corners.shape
        (3, 4)
    """

    def __init__(
        self,
        path: str | Path,
        classes: Sequence[str] = ('person',),
        min_score: float = 0.3,
        kind: str | None = None,
        threads: int = 0,
    ) -> None:
        try:
            self.session = open_session(path, threads)
        except SessionError as error:
            raise DetectorError(f'{error} Give the ONNX file of a detector.') from error
        metadata = self.session.get_modelmeta().custom_metadata_map
        self.input, self.size = self._input(path, _trained_size(metadata))
        blank = np.zeros((1, 3, self.size[1], self.size[0]), np.float32)
        arrays = self.session.run(None, {self.input: blank})
        if metadata.get('task', 'detect') != 'detect':
            raise DetectorError(
                f'{path} is a model for the task {metadata["task"]!r}, no detector. '
                'Give one that was exported for detection.'
            )
        names = [each.name for each in self.session.get_outputs()]
        self.kind = kind or recognize(arrays, names, self.size, path)
        self.format = FORMATS[self.kind]
        known = class_names(metadata, num_classes(self.kind, arrays))
        self.labels = sorted(class_numbers(classes, known, path))
        self.min_score = min_score

    def __call__(self, image: np.ndarray) -> Boxes:
        """Find the objects in an image.

        Args:
            image: uint8 BGR ``[H, W, 3]``.

        Returns:
            Boxes inside the image in the order of their scores.
        """
        inputs, place = network_input(image, self.size, self.format)
        arrays = self.session.run(None, {self.input: inputs})
        found = self._chosen(self.format.read(arrays, self.size))
        corners = place.to_image(found.corners, (image.shape[1], image.shape[0]))
        visible = (corners[:, 2:] > corners[:, :2]).all(axis=1)
        return Boxes.from_array(np.c_[corners, found.scores][visible])

    def _input(self, path: object, default: Size) -> tuple[str, Size]:
        """Return the name of the input, and width and height."""
        inputs = self.session.get_inputs()
        shape = inputs[0].shape
        fits = len(inputs) == 1 and len(shape) == 4 and shape[1] in (3, 'channels')
        if not fits or inputs[0].type != 'tensor(float)':
            found = ', '.join(f'{i.name} {i.type} {i.shape}' for i in inputs)
            raise DetectorError(
                f'{path} has the input {found}; a detector takes images, '
                'tensor(float) [1, 3, height, width]. Export it in single precision.'
            )
        height, width = shape[2:]
        size = (
            width if isinstance(width, int) else default[0],
            height if isinstance(height, int) else default[1],
        )
        return inputs[0].name, size

    def _chosen(self, found: Detections) -> Detections:
        """Keep boxes of the classes, with a score, and without duplicates."""
        wanted = np.isin(found.labels, self.labels) & (found.scores >= self.min_score)
        kept = np.flatnonzero(wanted)
        kept = kept[np.argsort(-found.scores[kept], kind='stable')]
        if self.format.needs_nms and len(kept):
            left_top, right_bottom = np.split(found.corners[kept].astype(float), 2, 1)
            boxes = np.concatenate([left_top, right_bottom - left_top], axis=1)
            scores = found.scores[kept].astype(float).tolist()
            kept = kept[cv2.dnn.NMSBoxes(boxes.tolist(), scores, 0.0, MAX_OVERLAP)]
        return Detections(*(each[kept] for each in found))


def _trained_size(metadata: Mapping[str, str]) -> Size:
    """Return width and height of training, which Ultralytics stores as ``imgsz``."""
    try:
        height, width = map(int, ast.literal_eval(metadata.get('imgsz', '')))
    except (SyntaxError, TypeError, ValueError):
        return DEFAULT_SIZE
    return width, height
