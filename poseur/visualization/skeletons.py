"""The people of a result on its picture."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import cv2
import numpy as np

from .drawing import FONT
from .pose_drawing import draw_pose

if TYPE_CHECKING:
    from poseur.structures import PoseResult, Skeleton

BOX_COLOR = (200, 200, 200)
LIMBS_PER_EXTENT = 60  # a limb is this many times thinner than the person is long
GOLDEN_ANGLE = 0.381966  # of a full turn; successive hues differ clearly


def draw_people(
    image: np.ndarray,
    result: PoseResult,
    min_score: float = 0.2,
    show_boxes: bool = True,
) -> np.ndarray:
    """Draw skeletons, boxes and ids, the surest people on top.

    Limbs have the colors of the metainfo, which tell left from right; with tracking a
    box has the color of its person.

    Args:
        image: Pixels, uint8 BGR ``[H, W, 3]``; they stay as they are.
        result: The people.
        min_score: Keypoints with a lower score, and their limbs, are left out.
        show_boxes: Whether to draw boxes.

    Returns:
        A new image of the same size.
    """
    canvas = np.array(image)
    colors = drawing_metainfo(result.skeleton)
    for index in np.argsort(result.scores):
        if show_boxes:
            _draw_box(canvas, result, index)
        keypoints, scores = result.keypoints[index], result.keypoint_scores[index]
        width = limb_width(keypoints[scores >= min_score], image.shape[0])
        draw_pose(canvas, keypoints, scores, colors, min_score, width)
    return canvas


def drawing_metainfo(skeleton: Skeleton) -> dict:
    """What :func:`draw_pose` needs of a dataset's metainfo."""
    return dict(
        skeleton_links=skeleton.links,
        skeleton_link_colors=np.array(skeleton.link_colors),
        keypoint_colors=np.array(skeleton.keypoint_colors),
    )


def limb_width(keypoints: np.ndarray, height: int) -> int:
    """Thickness in pixels that suits the size of a person.

    Args:
        keypoints: Coordinates of the keypoints shown ``[n, 2]``.
        height: Height of the image in pixels, whose 150th part is the most.
    """
    extent = np.ptp(keypoints, axis=0).max() if len(keypoints) else 0.0
    most = max(1, round(height / 150))
    return int(np.clip(round(extent / LIMBS_PER_EXTENT), 1, most))


def track_color(track_id: int) -> tuple[int, int, int]:
    """A bright color for a person's id, as blue, green and red."""
    red, green, blue = colorsys.hsv_to_rgb(track_id * GOLDEN_ANGLE % 1, 0.75, 1)
    return round(255 * blue), round(255 * green), round(255 * red)


def _draw_box(canvas: np.ndarray, result: PoseResult, index: int) -> None:
    """Draw the box of a person, with the id where there is one."""
    left, top, right, bottom = (round(float(value)) for value in result.boxes[index])
    if result.track_ids is None:
        cv2.rectangle(canvas, (left, top), (right, bottom), BOX_COLOR, 1)
        return
    number = int(result.track_ids[index])
    color = track_color(number)
    cv2.rectangle(canvas, (left, top), (right, bottom), color, 2)
    scale = max(0.4, canvas.shape[0] / 900)
    (width, height), _ = cv2.getTextSize(str(number), FONT, scale, 1)
    left, top = max(left, 0), max(top, 0)
    corner = (left + width + 6, top + height + 6)
    cv2.rectangle(canvas, (left, top), corner, color, cv2.FILLED)
    place = (left + 3, top + height + 3)
    cv2.putText(canvas, str(number), place, FONT, scale, (0, 0, 0), 1, cv2.LINE_AA)
