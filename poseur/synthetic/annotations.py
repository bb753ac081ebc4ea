"""Annotations of scenes in COCO's keypoint format and in mmpose's MPII format."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from .composition import PlacedPerson
from .keypoints import COCO_NAMES, MPII_NAMES, is_inside
from .renderer import SUPERSAMPLING
from .scene import Scene
from .surface import PART_INDEX

# COCO's links between keypoints, counted from 1 as in COCO's files.
COCO_SKELETON = (
    (16, 14),
    (14, 12),
    (17, 15),
    (15, 13),
    (12, 13),
    (6, 12),
    (7, 13),
    (6, 7),
    (6, 8),
    (7, 9),
    (8, 10),
    (9, 11),
    (2, 3),
    (1, 2),
    (1, 3),
    (2, 4),
    (3, 5),
    (4, 6),
    (5, 7),
)
# Area in pixels.
_MIN_POLYGON = 2.0


def mask_polygons(mask: np.ndarray) -> list[np.ndarray]:
    """Convert a supersampled mask to COCO polygons.

    The outlines run along pixel borders (a mask of one pixel has area one), holes
    are filled, and polygons of less than two pixels are dropped.

    Args:
        mask: Boolean, (S * H, S * W), where S is the supersampling.

    Returns:
        Corners of each polygon in pixels, (N, 2), where pixel i covers [i, i + 1].
    """
    padded = np.pad(mask.astype(np.uint8), ((0, 1), (0, 1)))
    # Each pixel becomes the four grid points at its corners.
    grid = cv2.dilate(padded, np.ones((2, 2), np.uint8), anchor=(1, 1))
    contours, _ = cv2.findContours(grid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    polygons = [
        cv2.approxPolyDP(contour, 0.7, closed=True)[:, 0] for contour in contours
    ]
    polygons = [p.astype(np.float32) / SUPERSAMPLING for p in polygons]
    return [p for p in polygons if cv2.contourArea(p) >= _MIN_POLYGON]


def coco_annotations(scene: Scene) -> list[dict[str, Any]]:
    """Return COCO annotations of a scene's people, without ids.

    Box, area and segmentation describe the visible part of the person inside the
    image; the area is that of the polygons. Keypoints outside the image are (0, 0, 0).
    """
    records = []
    for keypoints, mask in zip(scene.keypoints, scene.masks, strict=True):
        polygons = mask_polygons(mask)
        corners = np.concatenate(polygons)
        low, high = corners.min(0), corners.max(0)
        labeled = keypoints[:, 2] > 0
        rounded = np.where(labeled[:, None], keypoints, 0.0).round(2)
        records.append(
            {
                'category_id': 1,
                'iscrowd': 0,
                'bbox': [float(v) for v in (*low, *(high - low))],
                'area': float(sum(cv2.contourArea(p) for p in polygons)),
                'segmentation': [p.ravel().tolist() for p in polygons],
                'num_keypoints': int(labeled.sum()),
                'keypoints': [
                    v if k % 3 < 2 else int(v)
                    for k, v in enumerate(rounded.ravel().tolist())
                ],
            }
        )
    return records


def mpii_annotations(
    scene: Scene, image: str
) -> list[tuple[dict[str, Any], list[list[float]]]]:
    """Return MPII records and head boxes of a scene's people.

    Coordinates are counted from 1 as in MPII. Joints outside the image are (-1, -1)
    with ``joints_vis`` 0; occluded ones are labeled. Center and scale come from the
    box of the whole body; scale is its longer side divided by 200.

    Args:
        scene: The rendered scene.
        image: File name written into the records.

    Returns:
        Per person the record, and the head box as [[left, top], [right, bottom]].
    """
    height, width = scene.image.shape[:2]
    records = []
    for placed in scene.people:
        points = placed.person.landmarks()
        pixels, _ = placed.camera.project(np.stack([points[n] for n in MPII_NAMES]))
        shown = [is_inside(p, (width, height)) for p in pixels]
        joints = np.where(np.array(shown)[:, None], pixels + 1, -1.0)
        low, high = placed.box[:2], placed.box[2:]
        record = {
            'joints': joints.round(2).tolist(),
            'joints_vis': [int(s) for s in shown],
            'image': image,
            'scale': round(float((high - low).max()) / 200, 4),
            'center': (0.5 * (low + high) + 1).round(2).tolist(),
        }
        records.append((record, head_box(placed).round(2).tolist()))
    return records


def head_box(placed: PlacedPerson) -> np.ndarray:
    """Return the box of the head without hair, in pixels counted from 1, (2, 2)."""
    mesh = placed.mesh
    corners = mesh.quads[mesh.parts == PART_INDEX['head']].reshape(-1, 3)
    pixels, _ = placed.camera.project(corners)
    return np.stack([pixels.min(0), pixels.max(0)]) + 1


def coco_header(description: str) -> dict[str, Any]:
    """Return the parts of a COCO file that do not depend on the images."""
    return {
        'info': {
            'description': description,
            'version': '1.0',
            'contributor': 'poseur',
            'url': '',
            'year': 2022,
            'date_created': '2022/01/01',
        },
        'licenses': [
            {
                'id': 1,
                'name': 'CC0 1.0 (generated pictures)',
                'url': 'https://creativecommons.org/publicdomain/zero/1.0/',
            }
        ],
        'categories': [
            {
                'supercategory': 'person',
                'id': 1,
                'name': 'person',
                'keypoints': list(COCO_NAMES),
                'skeleton': [list(link) for link in COCO_SKELETON],
            }
        ],
    }
