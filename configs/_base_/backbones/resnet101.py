"""ResNet-101: four stages of strides 4 to 32."""

_base_ = './resnet50.py'

model = dict(
    backbone=dict(depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')),
)
