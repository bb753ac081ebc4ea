"""What travels inside an exported file, so that it needs no config."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace

from poseur.structures import Skeleton

from .errors import NotAPoseurModelError

KEY = 'poseur'  # of the JSON in an ONNX file's metadata
SCRIPT_FILE = 'poseur.json'  # the extra file in a TorchScript archive
FORMAT = 1


@dataclass(frozen=True)
class ModelMetadata:
    """Everything around the graph: how crops are made and results are merged.

    Attributes:
        model: Name of the config.
        input_size: Width and height of a crop in pixels.
        padding: Factor by which boxes grow before they are cropped.
        mean: Subtracted from each channel *inside the graph*; in the order of the
            channels after ``bgr_to_rgb``.
        std: Each channel is divided by it, inside the graph too.
        bgr_to_rgb: Whether the graph turns its BGR input into RGB first.
        keypoint_score: How the graph scores keypoints: ``type`` and its options.
        flip_test: Whether mirror images are predicted too.
        flip_fusion: How the two predictions are merged.
        shift_coords: Whether a mirrored prediction moves by one pixel.
        flip_indices: The partner of each keypoint in a mirror image.
        skeleton: Names, limbs and colors of the keypoints.
        backbone: Arithmetic of the backbone: ``'float32'`` or ``'int8'``.
    """

    model: str
    input_size: tuple[int, int]
    padding: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    bgr_to_rgb: bool
    keypoint_score: dict[str, str | float]
    flip_test: bool
    flip_fusion: str
    shift_coords: bool
    flip_indices: tuple[int, ...]
    skeleton: Skeleton
    backbone: str = 'float32'

    def replace(self, **changes: object) -> ModelMetadata:
        """The same with some attributes changed."""
        return replace(self, **changes)

    def to_json(self) -> str:
        """Everything as JSON."""
        return json.dumps(dict(format=FORMAT) | asdict(self))

    @classmethod
    def from_json(cls, text: str, source: str) -> ModelMetadata:
        """Read what :meth:`to_json` wrote.

        Args:
            text: The JSON.
            source: Where it comes from, for the message.

        Raises:
            NotAPoseurModelError: If it is of another format.
        """
        values = json.loads(text)
        found = values.pop('format', None)
        expected = {field.name for field in fields(cls)}
        if found != FORMAT or set(values) != expected:
            raise NotAPoseurModelError(
                f'{source} was exported by another version of poseur (format {found}; '
                f'this one reads {FORMAT}). Export the model again with '
                'tools/deployment/export_onnx.py.'
            )
        values['skeleton'] = Skeleton(**_tuples(values['skeleton']))
        return cls(**_tuples(values))


def _tuples(values: dict) -> dict:
    """The same with tuples for lists, which is what JSON makes of them."""
    return {key: _tuple(value) for key, value in values.items()}


def _tuple(value: object) -> object:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
