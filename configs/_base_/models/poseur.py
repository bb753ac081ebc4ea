"""Poseur on the four stages of a ResNet-50, strides 4 to 32.

A config adds two settings of its dataset: ``head.metainfo``, which defines the
keypoints, and ``head.decoder``, which is the codec with the crop size.
"""

_base_ = ['../backbones/resnet50.py', '../heads/poseur.py']

model = dict(
    neck=dict(in_channels=[256, 512, 1024, 2048], **_base_.level_mapper),
    head=_base_.poseur_head,
    test_cfg=_base_.poseur_test,
)
