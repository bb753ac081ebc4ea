"""ResNet-50: four stages of strides 4 to 32."""

_base_ = '../topdown.py'

model = dict(
    backbone=dict(
        type='ResNet',
        depth=50,
        out_indices=(0, 1, 2, 3),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://resnet50'),
    ),
)
