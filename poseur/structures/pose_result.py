"""The people of one image or video frame."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .files import write_text
from .images import read_image
from .skeleton import Skeleton

if TYPE_CHECKING:
    import supervision

NUM_DECIMALS = 5  # of coordinates in files: 0.00001 pixels


class InvalidPoseError(ValueError):
    """The arrays of a result do not fit each other or are not finite."""


@dataclass(frozen=True, eq=False)
class PoseResult:
    """Poses of ``N`` people with ``K`` keypoints each; arrays are read-only.

    Attributes:
        name: The image or video, as the caller gave it.
        image_size: Width and height in pixels.
        skeleton: Names, limbs and colors of the keypoints.
        keypoints: Coordinates in pixels ``[N, K, 2]``.
        keypoint_scores: Scores of the keypoints ``[N, K]``.
        boxes: Left, top, right, bottom in pixels ``[N, 4]``.
        scores: Scores of the people as a whole ``[N]``.
        sigmas: Scales of Laplace distributions in pixels ``[N, K, 2]``; None for models
            that do not predict them. They are relative; :attr:`expected_errors` are in
            pixels.
        track_ids: Track ids ``[N]``; None without tracking.
        input_index: Index of the input, from 0.
        frame_index: Index of the frame in its video, from 0; None for images.
        image: Pixels, uint8 BGR ``[H, W, 3]``; None if they were not kept.
        error_factors: Mean error per sigma of each keypoint along x and y ``[K, 2]``,
            measured on other people (``docs/calibration.md``); None for models without.

    Raises:
        InvalidPoseError: If a shape does not fit or a coordinate is not finite.
    """

    name: str
    image_size: tuple[int, int]
    skeleton: Skeleton
    keypoints: np.ndarray
    keypoint_scores: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    sigmas: np.ndarray | None = None
    track_ids: np.ndarray | None = None
    input_index: int = 0
    frame_index: int | None = None
    image: np.ndarray | None = None
    error_factors: np.ndarray | None = None

    def __post_init__(self) -> None:
        num_instances, num_keypoints = len(self.keypoints), len(self.skeleton.names)
        shapes: dict[str, tuple[int, ...]] = dict(
            keypoints=(num_instances, num_keypoints, 2),
            keypoint_scores=(num_instances, num_keypoints),
            boxes=(num_instances, 4),
            scores=(num_instances,),
            sigmas=(num_instances, num_keypoints, 2),
            track_ids=(num_instances,),
            error_factors=(num_keypoints, 2),
        )
        for field, shape in shapes.items():
            value = getattr(self, field)
            if value is not None:
                object.__setattr__(self, field, self._checked(field, value, shape))

    def _checked(self, field: str, value: Any, shape: tuple[int, ...]) -> np.ndarray:
        array = np.array(value, np.int64 if field == 'track_ids' else np.float32)
        if array.shape != shape:
            raise InvalidPoseError(
                f'{self.title}: {field} has the shape {list(array.shape)} and must '
                f'have {list(shape)}, for {shape[0]} people and '
                f'{len(self.skeleton.names)} keypoints. Use the metainfo of the '
                'dataset that the model was trained on.'
            )
        if not np.isfinite(array).all():
            raise InvalidPoseError(
                f'{self.title}: {field} holds values that are not finite. Check the '
                'checkpoint: its training may have diverged.'
            )
        array.setflags(write=False)
        return array

    def __len__(self) -> int:
        return len(self.keypoints)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the keypoints."""
        return self.skeleton.names

    @property
    def title(self) -> str:
        """The image, or the video and the frame."""
        if self.frame_index is None:
            return self.name
        return f'{self.name}, frame {self.frame_index}'

    @property
    def expected_errors(self) -> np.ndarray | None:
        """Mean errors to expect along x and y in pixels ``[N, K, 2]``.

        None for models without scales, or whose factors have not been measured.
        """
        if self.sigmas is None or self.error_factors is None:
            return None
        return self.sigmas * self.error_factors

    def replace(self, **changes: Any) -> PoseResult:
        """Return the same result with some attributes changed."""
        return dataclasses.replace(self, **changes)

    def select(self, kept: np.ndarray) -> PoseResult:
        """Return some of the people.

        Args:
            kept: Their indices, or a mask ``[N]``.
        """
        fields = ('keypoints', 'keypoint_scores', 'boxes', 'scores')
        optional = [f for f in ('sigmas', 'track_ids') if getattr(self, f) is not None]
        return self.replace(**{f: getattr(self, f)[kept] for f in (*fields, *optional)})

    def load_image(self) -> np.ndarray:
        """Return the pixels kept with the result, else those of the file ``name``.

        Returns:
            The image, uint8 BGR ``[H, W, 3]``.

        Raises:
            UnreadableImageError: If the file is truncated or not an image.
            ValueError: If the pixels were not kept and ``name`` is not a file.
        """
        if self.image is not None:
            return self.image
        if self.frame_index is None and Path(self.name).is_file():
            return read_image(self.name)
        raise ValueError(
            f'{self.title}: the pixels were not kept. Pass the image, or take results '
            'from stream(), which keeps it.'
        )

    def to_coco(self, image_id: int = 0, category_id: int = 1) -> list[dict[str, Any]]:
        """Return the people as entries of a COCO result file.

        In addition to the keys of COCO, an entry has ``keypoint_sigmas`` (two per
        keypoint) and ``track_id`` where they are known.

        Args:
            image_id: Id of the image in the annotation file.
            category_id: Id of the person category there.
        """
        corners, far_corners = self.boxes[:, :2], self.boxes[:, 2:]
        boxes = np.concatenate([corners, far_corners - corners], axis=-1)
        scores = self.keypoint_scores[..., None]
        keypoints = np.concatenate([self.keypoints, scores], axis=-1)
        entries = []
        for index in range(len(self)):
            entry = dict(
                image_id=image_id,
                category_id=category_id,
                bbox=_to_numbers(boxes[index]),
                keypoints=_to_numbers(keypoints[index].ravel()),
                score=_to_numbers(self.scores[index]),
            )
            if self.sigmas is not None:
                entry['keypoint_sigmas'] = _to_numbers(self.sigmas[index].ravel())
            if self.track_ids is not None:
                entry['track_id'] = int(self.track_ids[index])
            entries.append(entry)
        return entries

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the pixels as lists, numbers and strings."""
        arrays = dict(
            keypoints=self.keypoints,
            keypoint_scores=self.keypoint_scores,
            keypoint_sigmas=self.sigmas,
            box=self.boxes,
            score=self.scores,
            track_id=self.track_ids,
        )
        if self.expected_errors is not None:
            arrays['keypoint_expected_errors'] = self.expected_errors
        people = [
            {
                key: None if array is None else _to_numbers(array[index])
                for key, array in arrays.items()
            }
            for index in range(len(self))
        ]
        return dict(
            name=self.name,
            input_index=self.input_index,
            frame_index=self.frame_index,
            image_size=list(self.image_size),
            keypoint_names=list(self.names),
            skeleton=[list(link) for link in self.skeleton.links],
            people=people,
        )

    def to_json(self, path: str | Path | None = None) -> str:
        """Return :meth:`to_dict` as JSON, and write it to ``path`` if given."""
        text = json.dumps(self.to_dict())
        if path is not None:
            write_text(path, text)
        return text

    def to_supervision(self) -> supervision.KeyPoints:
        """Return the keypoints for the package supervision.

        Raises:
            ImportError: If supervision is not installed.
        """
        try:
            import supervision
        except ImportError as error:
            raise ImportError(
                'to_supervision() needs the package supervision: '
                'pip install supervision'
            ) from error
        return supervision.KeyPoints(
            xy=np.array(self.keypoints),
            confidence=np.array(self.keypoint_scores),
            class_id=np.zeros(len(self), int),
        )


def _to_numbers(values: np.ndarray) -> Any:
    """Return Python numbers; rounded in double precision, so that they print short."""
    if np.issubdtype(values.dtype, np.integer):
        return values.tolist()
    return np.round(values.astype(float), NUM_DECIMALS).tolist()
