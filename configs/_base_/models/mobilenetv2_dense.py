"""Poseur with dense supervision on four stages of MobileNetV2, strides 4 to 32."""

_base_ = ['../backbones/mobilenetv2.py', '../heads/poseur_dense.py']

model = dict(
    neck=dict(in_channels=[24, 32, 96, 1280], **_base_.top_down_mapper),
    head=_base_.dense_head,
    test_cfg=_base_.dense_test,
)
