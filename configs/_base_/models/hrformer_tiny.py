"""Poseur on the four branches of HRFormer-T, strides 4 to 32."""

_base_ = ['../backbones/hrformer_tiny.py', '../heads/poseur.py']

model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=True))),
    neck=dict(in_channels=[18, 36, 72, 144], **_base_.level_mapper),
    head=_base_.poseur_head,
    test_cfg=_base_.poseur_test,
)
