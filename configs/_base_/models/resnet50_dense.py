"""Poseur with dense supervision on the four stages of a ResNet-50, strides 4 to 32."""

_base_ = ['../backbones/resnet50.py', '../heads/poseur_dense.py']

model = dict(
    neck=dict(in_channels=[256, 512, 1024, 2048], **_base_.top_down_mapper),
    head=_base_.dense_head,
    test_cfg=_base_.dense_test,
)
