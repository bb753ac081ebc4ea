"""Mask R-CNN for people on HRNet-W48 and HRFPN, without a keypoint head.

The weights are those of HRNetV2's ImageNet classifier, as in mmdet's models.
"""

_base_ = ['../../../_base_/backbones/hrnet_w48.py', './mask_rcnn.py']

model = dict(
    **_base_.mask_rcnn,
    backbone=dict(
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/pretrain/third_party/'
            'hrnetv2_w48-d2186c55.pth',
        ),
    ),
    neck=dict(type='HRFPN', in_channels=[48, 96, 192, 384], out_channels=256),
)
