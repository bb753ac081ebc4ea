"""Poseur on four stages of MobileNetV2, strides 4 to 32."""

_base_ = './poseur.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='MobileNetV2',
        out_indices=(1, 2, 4, 7),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://mobilenet_v2'),
    ),
    neck=dict(in_channels=[24, 32, 96, 1280]),
)
