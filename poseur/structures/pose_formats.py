"""Results in the forms of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import supervision

    from .pose_result import PoseResult

DIGITS = 5  # after the point: 0.00001 pixels


def coco_entries(result: PoseResult, image_id: int, category_id: int) -> list[dict]:
    """See :meth:`PoseResult.to_coco`."""
    corners, far_corners = result.boxes[:, :2], result.boxes[:, 2:]
    boxes = np.concatenate([corners, far_corners - corners], axis=-1)
    scores = result.keypoint_scores[..., None]
    keypoints = np.concatenate([result.keypoints, scores], axis=-1)
    entries = []
    for index in range(len(result)):
        entry = dict(
            image_id=image_id,
            category_id=category_id,
            bbox=_numbers(boxes[index]),
            keypoints=_numbers(keypoints[index].ravel()),
            score=_numbers(result.scores[index]),
        )
        if result.sigmas is not None:
            entry['keypoint_sigmas'] = _numbers(result.sigmas[index].ravel())
        if result.track_ids is not None:
            entry['track_id'] = int(result.track_ids[index])
        entries.append(entry)
    return entries


def plain_dict(result: PoseResult) -> dict:
    """See :meth:`PoseResult.to_dict`."""
    arrays = dict(
        keypoints=result.keypoints,
        keypoint_scores=result.keypoint_scores,
        keypoint_sigmas=result.sigmas,
        box=result.boxes,
        score=result.scores,
        track_id=result.track_ids,
    )
    people = [
        {
            key: None if array is None else _numbers(array[index])
            for key, array in arrays.items()
        }
        for index in range(len(result))
    ]
    return dict(
        name=result.name,
        input_index=result.input_index,
        frame_index=result.frame_index,
        image_size=list(result.image_size),
        keypoint_names=list(result.names),
        skeleton=[list(link) for link in result.skeleton.links],
        people=people,
    )


def supervision_keypoints(result: PoseResult) -> supervision.KeyPoints:
    """See :meth:`PoseResult.to_supervision`."""
    try:
        import supervision
    except ImportError as error:
        raise ImportError(
            'to_supervision() needs the package supervision: pip install supervision'
        ) from error
    return supervision.KeyPoints(
        xy=np.array(result.keypoints),
        confidence=np.array(result.keypoint_scores),
        class_id=np.zeros(len(result), int),
    )


def _numbers(values: np.ndarray) -> list | float | int:
    """Python's own numbers; in double precision, so that rounded ones print short."""
    if np.issubdtype(values.dtype, np.integer):
        return values.tolist()
    return np.round(values.astype(float), DIGITS).tolist()
