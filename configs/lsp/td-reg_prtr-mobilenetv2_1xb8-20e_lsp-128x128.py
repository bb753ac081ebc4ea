"""PRTR, two-stage variant, MobileNetV2, Leeds Sports Pose 128x128.

100 queries attend to the 4 x 4 cells of the last map. The learning rate is that of
PRTR's authors, 1e-4, and has not been tuned; gradients are clipped at 0.1 as in theirs.

    python tools/train.py \
        configs/lsp/td-reg_prtr-mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_prtr.py',
    '../_base_/backbones/mobilenetv2.py',
    '../baselines/_base_/prtr.py',
]

model = dict(
    backbone=dict(out_indices=(7,)),
    head=dict(
        type='PRTRHead',
        in_channels=1280,
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
    ),
    test_cfg=_base_.prtr_test,
)
optim_wrapper = dict(optimizer=dict(lr=1e-4), clip_grad=dict(max_norm=0.1))
