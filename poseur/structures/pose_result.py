"""The people of one image or video frame."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .pose_formats import coco_entries, plain_dict, supervision_keypoints
from .skeleton import Skeleton

if TYPE_CHECKING:
    import supervision


class InvalidPoseError(ValueError):
    """The arrays of a result do not fit each other or hold no numbers."""


@dataclass(frozen=True, eq=False)
class PoseResult:
    """Poses of ``N`` people with ``K`` keypoints each; arrays are read-only.

    Attributes:
        name: The image or video, as it was given.
        image_size: Width and height in pixels.
        skeleton: Names, limbs and colors of the keypoints.
        keypoints: Coordinates in pixels ``[N, K, 2]``.
        keypoint_scores: ``[N, K]``.
        boxes: Corners in pixels ``[N, 4]``: left, top, right, bottom.
        scores: How sure each person as a whole is, ``[N]``.
        sigmas: Scales of Laplace distributions in pixels ``[N, K, 2]``; None for models
            without. They become expected errors when multiplied by the model's factor
            (``docs/calibration.md``), not before.
        track_ids: Who is who over time ``[N]``; None without tracking.
        input_index: Which of the inputs it belongs to, from 0.
        frame_index: Number of the frame within its video, from 0; None for images.
        image: Pixels, uint8 BGR ``[H, W, 3]``; None where they were not kept.

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

    def __post_init__(self) -> None:
        num_people, num_keypoints = len(self.keypoints), len(self.skeleton.names)
        shapes: dict[str, tuple[int, ...]] = dict(
            keypoints=(num_people, num_keypoints, 2),
            keypoint_scores=(num_people, num_keypoints),
            boxes=(num_people, 4),
            scores=(num_people,),
            sigmas=(num_people, num_keypoints, 2),
            track_ids=(num_people,),
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

    def replace(self, **changes: Any) -> PoseResult:
        """The same result with some attributes changed."""
        return dataclasses.replace(self, **changes)

    def select(self, kept: np.ndarray) -> PoseResult:
        """Some of the people.

        Args:
            kept: Their numbers, or a mask ``[N]``.
        """
        fields = ('keypoints', 'keypoint_scores', 'boxes', 'scores')
        optional = [f for f in ('sigmas', 'track_ids') if getattr(self, f) is not None]
        return self.replace(**{f: getattr(self, f)[kept] for f in (*fields, *optional)})

    def to_coco(self, image_id: int = 0, category_id: int = 1) -> list[dict]:
        """The people as entries of a COCO result file.

        Beside COCO's own keys an entry has ``keypoint_sigmas`` (two per keypoint) and
        ``track_id`` where they are known.

        Args:
            image_id: The image's id in the annotation file.
            category_id: The id of people there.
        """
        return coco_entries(self, image_id, category_id)

    def to_dict(self) -> dict:
        """Everything but the pixels, in lists, numbers and strings."""
        return plain_dict(self)

    def to_json(self, path: str | Path | None = None) -> str:
        """:meth:`to_dict` as JSON, also written to ``path`` where given."""
        text = json.dumps(self.to_dict())
        if path is not None:
            Path(path).write_text(text)
        return text

    def plot(self, image: np.ndarray | None = None, **options: Any) -> np.ndarray:
        """Draw the people, see :func:`poseur.visualization.skeletons.draw_people`.

        Args:
            image: Pixels, uint8 BGR ``[H, W, 3]``; else those kept with the result, or
                read from the file ``name``.
            **options: Options of the drawing.

        Returns:
            A new image of that form.

        Raises:
            ValueError: If there are no pixels to draw on.
        """
        import cv2

        from poseur.visualization.skeletons import draw_people

        if image is None:
            image = self.image
        if image is None and self.frame_index is None and Path(self.name).is_file():
            image = cv2.imread(self.name)
        if image is None:
            raise ValueError(
                f'{self.title}: the pixels were not kept. Give them: plot(image), or '
                'take results from stream(), which keeps them.'
            )
        return draw_people(image, self, **options)

    def to_supervision(self) -> supervision.KeyPoints:
        """The keypoints for the package supervision.

        Raises:
            ImportError: If it is not installed.
        """
        return supervision_keypoints(self)
