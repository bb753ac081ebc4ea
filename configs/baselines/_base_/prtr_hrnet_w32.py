"""PRTR on HRNet-W32: all branches, joined as in HRNet's classification net.

Backbone and neck start from the ImageNet weights of HRNet's authors, which the docs on
pretrained backbones describe.
"""

_base_ = ['../../_base_/backbones/hrnet_w32.py', './prtr.py']

pretrained = dict(
    type='Pretrained',
    checkpoint='{{$POSEUR_PRETRAINED_DIR:data/pretrained}}/'
    'hrnetv2_w32_imagenet_pretrained.pth',
)
model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=True)), init_cfg=pretrained),
    neck=dict(type='BranchFusion', init_cfg=pretrained),
    head=_base_.prtr_head,
    test_cfg=_base_.prtr_test,
)
