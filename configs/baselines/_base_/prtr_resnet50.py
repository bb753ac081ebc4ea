"""PRTR on ResNet-50: the last stage, with batch norm frozen, scale and offset included.

The stem and the first stage are not trained, either.
"""

_base_ = ['../../_base_/backbones/resnet50.py', './prtr.py']

model = dict(
    backbone=dict(
        out_indices=(3,),
        frozen_stages=1,
        norm_cfg=dict(type='FrozenBatchNorm2d'),
        zero_init_residual=False,
    ),
    head=_base_.prtr_head,
    test_cfg=_base_.prtr_test,
)
