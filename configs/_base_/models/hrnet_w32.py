"""Poseur on the four branches of HRNet-W32, strides 4 to 32."""

_base_ = ['../backbones/hrnet_w32.py', '../heads/poseur.py']

model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=True))),
    neck=dict(in_channels=[32, 64, 128, 256], **_base_.level_mapper),
    head=_base_.poseur_head,
    test_cfg=_base_.poseur_test,
)
