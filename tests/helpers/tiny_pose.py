"""A Poseur of a few thousand parameters, and samples for it."""

from __future__ import annotations

import torch
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from mmpose.registry import MODELS
from mmpose.structures import PoseDataSample
from torch import Tensor

from poseur.models.poseur_head import PoseurHead

INPUT_SIZE = (48, 64)  # width, height
FLIP_INDICES = [0, 2, 1, 4, 3]
#: Proposals from a score map, and dense supervision of all levels of the network.
DENSE = dict(
    coarse_branch=dict(type='SpatialCoarseBranch'),
    coarse_level=1,
    dense_supervision=dict(type='DenseSupervision', levels=(0, 2)),
)


def head_config(num_keypoints: int | None = 5, embed_dims: int = 16, **kwargs) -> dict:
    """Return the config of a head of two layers without dropout."""
    num_noised = 1 if num_keypoints == 1 else 4
    noisy = dict(type='NoisyReferencePoints', num_noised=num_noised)
    attention = dict(type='EMSDA', num_heads=2, num_points=2, dropout=0.0)
    layer = dict(
        type='QueryDecoderLayer',
        num_heads=2,
        ffn_channels=32,
        dropout=0.0,
        cross_attention=attention,
    )
    flow = dict(type='PoseurRealNVP', hidden_channels=8)
    return dict(
        type='PoseurHead',
        num_keypoints=num_keypoints,
        embed_dims=embed_dims,
        coarse_branch=dict(type='CoarseBranch'),
        keypoint_encoder=dict(type='KeypointEncoder', noisy_points=noisy),
        query_decoder=dict(type='QueryDecoder', num_layers=2, layer=layer),
        coarse_loss=dict(type='PoseurRLELoss', flow=flow),
        decoder_loss=dict(type='PoseurRLELoss', flow=flow),
        decoder=dict(type='PoseurLabel', input_size=INPUT_SIZE),
    ) | dict(kwargs)


def tiny_head(**kwargs) -> PoseurHead:
    """Build :func:`head_config`."""
    return MODELS.build(head_config(**kwargs))


def tiny_estimator(neck: dict | None = None, **head) -> torch.nn.Module:
    """Build a thin ResNet-18 with neck and head, as from a config."""
    init_default_scope('mmpose')
    backbone = dict(type='ResNet', depth=18, base_channels=8, stem_channels=8)
    mapper = dict(
        type='LevelMapper',
        in_channels=[8, 16, 32, 64],
        out_channels=16,
        kernel_size=1,
        norm_cfg=dict(type='GN', num_groups=4),
        act_cfg=None,
    )
    return MODELS.build(
        dict(
            type='TopdownPoseEstimator',
            backbone=backbone | dict(out_indices=(0, 1, 2, 3)),
            neck=mapper | (neck or {}),
            head=head_config(**head),
        )
    )


def feature_maps(batch: int = 2, embed_dims: int = 16, levels: int = 4) -> list[Tensor]:
    """Return random maps of odd sizes, finest first."""
    sizes = ((13, 9), (7, 5), (3, 3), (2, 1))
    return [torch.randn(batch, embed_dims, *size) for size in sizes[:levels]]


def images(batch: int = 2) -> Tensor:
    width, height = INPUT_SIZE
    return torch.randn(batch, 3, height, width)


def pose_samples(batch: int = 2, num_keypoints: int = 5) -> list[PoseDataSample]:
    """Return labeled samples whose crops do not start at the image corner."""
    samples = []
    for index in range(batch):
        labels = InstanceData(keypoint_labels=torch.rand(1, num_keypoints, 2))
        labels.keypoint_weights = torch.ones(1, num_keypoints)
        sample = PoseDataSample(
            metainfo=dict(
                input_size=INPUT_SIZE,
                input_center=torch.tensor([100.0, 50.0]).numpy() + index,
                input_scale=torch.tensor([60.0, 80.0]).numpy() * (index + 1),
                flip_indices=FLIP_INDICES,
            )
        )
        sample.gt_instance_labels = labels
        sample.gt_instances = InstanceData(bboxes=torch.zeros(1, 4).numpy())
        sample.gt_instances.bbox_scores = torch.ones(1).numpy()
        samples.append(sample)
    return samples
