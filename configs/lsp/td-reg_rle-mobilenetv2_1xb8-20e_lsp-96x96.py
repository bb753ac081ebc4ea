"""RLE, MobileNetV2, Leeds Sports Pose 96x96.

One linear layer on pooled features, with mmpose's RLE loss. At 64x64
and the rate of the other models, 1e-3, it never leaves the mean pose
(docs/studies/lsp.md).

    python tools/train.py \
        configs/lsp/td-reg_rle-mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96.py',
    './_base_/regression_mobilenetv2.py',
]

model = dict(
    head=dict(decoder=dict(input_size=_base_.codec['input_size']), **_base_.rle_head)
)
optim_wrapper = dict(optimizer=dict(lr=3e-4))
