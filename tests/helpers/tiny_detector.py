"""Small detectors from the configs, with random images and instances."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from mmdet.structures import DetDataSample
from mmengine.config import Config, ConfigDict
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.registry import MODELS
from torch import nn

import poseur.detection  # noqa: F401  (registers the heads)

CONFIGS = Path(__file__).resolve().parents[2] / 'configs' / 'mask_rcnn_poseur'
TINY = 'mask-rcnn_{}-tiny_1xb8-12e_synthetic-192x192.py'
NUM_KEYPOINTS = 17
MASK_BRANCH = {
    'mask_roi_extractor': dict(
        type='FullPrecisionSingleRoIExtractor',
        roi_layer=dict(type='RoIAlign', output_size=7, sampling_ratio=1),
        out_channels=64,
        featmap_strides=[4, 8, 16, 32],
    ),
    'mask_head': dict(
        type='FCNMaskHead',
        num_convs=1,
        in_channels=64,
        conv_out_channels=8,
        num_classes=1,
        loss_mask=dict(type='CrossEntropyLoss', use_mask=True),
    ),
}


def tiny_detector(kind: str = 'poseur', **options: object) -> nn.Module:
    """Build the small detector with one keypoint head; options as in --cfg-options."""
    init_default_scope('mmpose')
    cfg = Config.fromfile(CONFIGS / TINY.format(kind))
    cfg.merge_from_dict({f'model.{key}': value for key, value in options.items()})
    return MODELS.build(cfg.model)


def tiny_head(kind: str = 'poseur', **options: object) -> nn.Module:
    """Build only the keypoint head of the detector; options replace its keys."""
    init_default_scope('mmpose')
    cfg = Config.fromfile(CONFIGS / TINY.format(kind))
    head = cfg.model.roi_head.keypoint_head
    return MODELS.build(ConfigDict(dict(head) | options))


def random_instances(count: int, labeled: bool = True) -> InstanceData:
    """Return random people in an image of 96x128, with keypoints in their boxes."""
    corners = torch.rand(count, 2) * 40
    sides = 30 + torch.rand(count, 2) * torch.tensor([50.0, 20.0])
    keypoints = corners[:, None] + torch.rand(count, NUM_KEYPOINTS, 2) * sides[:, None]
    return InstanceData(
        bboxes=torch.cat([corners, corners + sides], dim=1),
        labels=torch.zeros(count, dtype=torch.long),
        keypoints=keypoints,
        keypoints_visible=torch.full((count, NUM_KEYPOINTS), float(labeled)),
    )


def batch(
    gt_instances: Sequence[InstanceData],
    sizes: Sequence[tuple[int, int]] = ((96, 128), (80, 110)),
    scale_factor: tuple[float, float] = (1.0, 1.0),
) -> dict:
    """Return a batch of noise images of these sizes (height, width) with instances."""
    samples = []
    for instances, size in zip(gt_instances, sizes, strict=False):
        height, width = size
        metainfo = dict(
            img_shape=size,
            ori_shape=(int(height / scale_factor[1]), int(width / scale_factor[0])),
            scale_factor=scale_factor,
        )
        sample = DetDataSample(metainfo=metainfo)
        sample.gt_instances = instances
        samples.append(sample)
    pixels = [
        torch.randint(0, 256, (3, *size), dtype=torch.uint8)
        for size in sizes[: len(samples)]
    ]
    return dict(inputs=pixels, data_samples=samples)


def losses_of(model: nn.Module, data: dict) -> dict[str, torch.Tensor]:
    """Return all loss terms, summed over levels."""
    ready = model.data_preprocessor(data, training=True)
    losses = model.train()(**ready, mode='loss')
    return {
        name: sum(value) if isinstance(value, list) else value
        for name, value in losses.items()
        if 'loss' in name
    }


def predictions_of(model: nn.Module, data: dict, **kwargs: object) -> list:
    """Return the predicted instances of each image, in original pixels by default."""
    ready = model.data_preprocessor(data, training=False)
    with torch.no_grad():
        samples = model.eval().predict(*ready.values(), **kwargs)
    return [sample.pred_instances for sample in samples]
