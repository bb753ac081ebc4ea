"""Samples of a dataset as pictures with annotations for the visualizer."""

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

MIN_HEIGHT = 256


class SamplePicture(NamedTuple):
    """What :class:`mmpose.visualization.PoseLocalVisualizer` draws.

    Attributes:
        name (str): File name of the image.
        image (np.ndarray): Pixels, uint8 RGB [H, W, 3].
        annotation (PoseDataSample): People with coordinates in these pixels.
    """

    name: str
    image: np.ndarray
    annotation: PoseDataSample


def original_picture(info: dict) -> SamplePicture:
    """Whole image of a sample that no transform has seen.

    Args:
        info (dict): An item of a dataset with an empty pipeline.

    Returns:
        SamplePicture: The image with box and keypoints.
    """
    content = fileio.get(info['img_path'])
    image = mmcv.imfrombytes(content, channel_order='rgb')
    visible = info['keypoints_visible']
    people = InstanceData(
        keypoints=info['keypoints'],
        keypoints_visible=visible[..., 0] if visible.ndim == 3 else visible,
        bboxes=info['bbox'],
    )
    return SamplePicture(
        osp.basename(info['img_path']), image, PoseDataSample(gt_instances=people)
    )


def transformed_picture(item: dict) -> SamplePicture:
    """The crop that a model gets, enlarged to at least 256 pixels of height.

    Args:
        item (dict): An item of a dataset whose pipeline ends with
            ``PackPoseInputs(pack_transformed=True)``: ``inputs`` uint8 BGR
            [3, H, W] and ``data_samples``.

    Returns:
        SamplePicture: The crop with its keypoints.
    """
    crop = item['inputs'].permute(1, 2, 0).numpy()
    zoom = max(1, math.ceil(MIN_HEIGHT / crop.shape[0]))
    image = cv2.resize(crop, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    annotation = item['data_samples'].clone()
    people = annotation.gt_instances
    # pixel centers: the first pixel's moves from 0 to (zoom - 1) / 2
    people.transformed_keypoints = (people.transformed_keypoints + 0.5) * zoom - 0.5
    return SamplePicture(
        osp.basename(annotation.img_path), mmcv.bgr2rgb(image), annotation
    )
