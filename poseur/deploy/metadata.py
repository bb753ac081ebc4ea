"""The metadata in an exported file, which make its config unnecessary."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from poseur.structures import Skeleton
from poseur.structures.skeleton import PERSON

KEY = 'poseur'  # of the JSON in an ONNX file's metadata
SCRIPT_FILE = 'poseur.json'  # the extra file in a TorchScript archive
FORMAT = 1
OPTIONAL = {'error_factors'}  # that a file may lack
# Names of the skeleton's colors in files of this format, by the names in the code.
COLOR_KEYS = dict(keypoint_colors='keypoint_colours', link_colors='link_colours')


class NotAPoseurModelError(ValueError):
    """A file was not written by ``poseur export``."""


@dataclass(frozen=True)
class ModelMetadata:
    """Everything around the graph: how to make crops and how to merge predictions.

    Attributes:
        model: Name of the config.
        input_size: Width and height of a crop in pixels.
        padding: Factor by which boxes grow before they are cropped.
        mean: Mean of each channel, in the order after ``bgr_to_rgb``. The *graph*
            subtracts it.
        std: Standard deviation of each channel. The graph divides by it, too.
        bgr_to_rgb: Whether the graph first turns its BGR input into RGB.
        keypoint_score: How the graph scores keypoints: ``type`` and its options.
        flip_test: Whether to predict mirror images, too.
        flip_fusion: How to merge the two predictions.
        shift_coords: Whether a mirrored prediction moves by one pixel.
        flip_indices: The partner of each keypoint in a mirror image.
        skeleton: Names, limbs and colors of the keypoints.
        backbone: Arithmetic of the backbone: ``'float32'`` or ``'int8'``.
        error_factors: Mean error per sigma of each keypoint along x and y; None if they
            were not measured.
    """

    model: str
    input_size: tuple[int, int]
    padding: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    bgr_to_rgb: bool
    keypoint_score: dict[str, Any]
    flip_test: bool
    flip_fusion: str
    shift_coords: bool
    flip_indices: tuple[int, ...]
    skeleton: Skeleton
    backbone: str = 'float32'
    error_factors: tuple[tuple[float, float], ...] | None = None

    def replace(self, **changes: Any) -> ModelMetadata:
        """Return the same metadata with some attributes changed."""
        return dataclasses.replace(self, **changes)

    def to_json(self) -> str:
        """Return everything as JSON."""
        values = dict(format=FORMAT) | asdict(self)
        skeleton = values['skeleton']
        if skeleton['category'] == PERSON:
            del skeleton['category']
        values['skeleton'] = {
            COLOR_KEYS.get(key, key): each for key, each in skeleton.items()
        }
        for name in OPTIONAL:  # unknown to earlier versions, which refuse them
            if values[name] is None:
                del values[name]
        return json.dumps(values)

    @classmethod
    def from_json(cls, text: str, source: str) -> ModelMetadata:
        """Read the output of :meth:`to_json`.

        Args:
            text: The JSON.
            source: The file that holds it, for the message.

        Raises:
            NotAPoseurModelError: If the JSON has another format.
        """
        values = json.loads(text)
        found = values.pop('format', None)
        expected = {field.name for field in fields(cls)}
        if found != FORMAT or set(values) | OPTIONAL != expected:
            raise NotAPoseurModelError(
                f'{source} was exported by another version of poseur (format {found}; '
                f'this one reads {FORMAT}). Export the model again with '
                '`poseur export`.'
            )
        skeleton = values['skeleton']
        for name, key in COLOR_KEYS.items():
            skeleton[name] = skeleton.pop(key)
        values['skeleton'] = Skeleton(**_with_tuples(skeleton))
        return cls(**_with_tuples(values))


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Return the same values with tuples for lists, into which JSON turns them."""
    return {key: _to_tuple(value) for key, value in values.items()}


def _to_tuple(value: Any) -> Any:
    return tuple(map(_to_tuple, value)) if isinstance(value, list) else value
