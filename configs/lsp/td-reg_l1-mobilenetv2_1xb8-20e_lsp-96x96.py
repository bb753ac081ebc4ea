"""L1 regression, MobileNetV2, Leeds Sports Pose 96x96.

One linear layer on pooled features, as in DeepPose, with the L1 loss, at RLE's rate.

    python tools/train.py \
        configs/lsp/td-reg_l1-mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96.py',
    './_base_/regression_mobilenetv2.py',
]

model = dict(
    head=dict(decoder=dict(input_size=_base_.codec['input_size']), **_base_.l1_head)
)
optim_wrapper = dict(optimizer=dict(lr=3e-4))
