"""Samples of a dataset as images with annotations for the visualizer."""

from __future__ import annotations

import math
import os.path as osp
from typing import NamedTuple

import cv2
import mmcv
import numpy as np
from mmengine import fileio
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from poseur.structures.images import decode_image

MIN_HEIGHT = 256


class SamplePicture(NamedTuple):
    """Input of :class:`mmpose.visualization.PoseLocalVisualizer`.

    Attributes:
        name: File name of the image.
        image: Pixels, uint8 RGB ``[H, W, 3]``.
        annotation: People with coordinates in pixels of ``image``.
    """

    name: str
    image: np.ndarray
    annotation: PoseDataSample


def original_picture(info: dict) -> SamplePicture:
    """Return the whole image of a sample with box and keypoints.

    Args:
        info: Item of a dataset with an empty pipeline.
    """
    path = info['img_path']
    image = decode_image(fileio.get(path), f'Image {path}')[..., ::-1]
    visible = info['keypoints_visible']
    instances = InstanceData(
        keypoints=info['keypoints'],
        keypoints_visible=visible[..., 0] if visible.ndim == 3 else visible,
        bboxes=info['bbox'],
    )
    return SamplePicture(
        osp.basename(path),
        np.ascontiguousarray(image),
        PoseDataSample(gt_instances=instances),
    )


def transformed_picture(item: dict) -> SamplePicture:
    """Return the model's input with keypoints, enlarged to a height of 256 or more.

    Args:
        item: Item of a dataset whose pipeline ends with
            ``PackPoseInputs(pack_transformed=True)``: ``inputs`` uint8 BGR
            ``[3, H, W]`` and ``data_samples``.
    """
    crop = item['inputs'].permute(1, 2, 0).numpy()
    zoom = max(1, math.ceil(MIN_HEIGHT / crop.shape[0]))
    image = cv2.resize(crop, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    annotation = item['data_samples'].clone()
    instances = annotation.gt_instances
    # The center of the first pixel moves from 0 to (zoom - 1) / 2.
    instances.transformed_keypoints = (
        instances.transformed_keypoints + 0.5
    ) * zoom - 0.5
    return SamplePicture(
        osp.basename(annotation.img_path), mmcv.bgr2rgb(image), annotation
    )
