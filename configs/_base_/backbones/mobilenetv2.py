"""MobileNetV2: four stages of strides 4 to 32."""

_base_ = '../topdown.py'

model = dict(
    backbone=dict(
        type='MobileNetV2',
        out_indices=(1, 2, 4, 7),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://mobilenet_v2'),
    ),
)
