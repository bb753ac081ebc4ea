"""PRTR on ResNet-101; otherwise as prtr_resnet50.py."""

_base_ = './prtr_resnet50.py'

model = dict(
    backbone=dict(depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')),
)
