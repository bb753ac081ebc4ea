"""Poseur on the four branches of HRFormer-B, strides 4 to 32."""

_base_ = ['../backbones/hrformer_base.py', '../heads/poseur.py']

model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=True))),
    neck=dict(in_channels=[78, 156, 312, 624], **_base_.level_mapper),
    head=_base_.poseur_head,
    test_cfg=_base_.poseur_test,
)
