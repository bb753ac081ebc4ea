"""Mask R-CNN for people on ResNet-50 and FPN, with torchvision's weights.

The first stage and all batch norms are frozen. The keypoint head is missing.
"""

_base_ = ['../../../_base_/backbones/resnet50.py', './mask_rcnn.py']

model = dict(
    **_base_.mask_rcnn,
    backbone=dict(
        frozen_stages=1,
        norm_cfg=dict(type='BN', requires_grad=False),
        norm_eval=True,
    ),
    neck=dict(
        type='FPN', in_channels=[256, 512, 1024, 2048], out_channels=256, num_outs=5
    ),
)
