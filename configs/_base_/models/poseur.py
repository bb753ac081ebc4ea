"""Poseur with six decoder layers on the four stages of a ResNet-50 (Fig. 3).

Defaults are those of the released models with two exceptions. The coarse branch starts
at the center of the crop, where people are (``bias_init=None`` is the release). Losses
are divided by images x keypoints, as the authors do since early 2023. The published
COCO weights were made with images alone (``divisor='batch'``), by which the layers,
whose queries have noisy copies in training, weigh four times as much beside the
proposal.

A dataset goes in by two entries: ``head.metainfo`` (number of keypoints) and
``head.decoder`` (crop size).
"""

model = dict(
    type='TopdownPoseEstimator',
    data_preprocessor=dict(
        type='PoseDataPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
    backbone=dict(
        type='ResNet',
        depth=50,
        out_indices=(0, 1, 2, 3),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50'),
    ),
    neck=dict(
        type='LevelMapper',
        in_channels=[256, 512, 1024, 2048],
        out_channels=256,
        kernel_size=1,
        norm_cfg=dict(type='GN', num_groups=32),
        act_cfg=None,
    ),
    head=dict(
        type='PoseurHead',
        embed_dims=256,
        num_levels=4,
        coarse_branch=dict(type='CoarseBranch', bias_init=0.5),
        keypoint_encoder=dict(
            type='KeypointEncoder',
            query='official',
            noisy_points=dict(type='NoisyReferencePoints', num_copies=3, num_noised=4),
        ),
        query_decoder=dict(
            type='QueryDecoder',
            num_layers=6,
            layer=dict(type='QueryDecoderLayer', cross_attention=dict(type='EMSDA')),
        ),
        coarse_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
        decoder_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
    ),
    test_cfg=dict(
        flip_test=True,
        keypoint_score=dict(type='laplace', half_width=0.2, gain=0.7),
        flip_fusion='laplace',
        shift_coords=False,
    ),
)
