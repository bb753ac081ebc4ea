"""TransPose, top-down neck, MobileNetV2, Leeds Sports Pose 128x128.

The encoder of TransPose-H-A6 on the finest level of the neck: 32x32 tokens.

    python tools/train.py \
        configs/lsp/td-hm_transpose-mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_dark.py',
    './_base_/heatmap_dense_mobilenetv2.py',
]

model = dict(
    head=dict(
        _delete_=True,
        type='TransPoseHead',
        in_channels=256,
        out_channels=16,
        loss=_base_.heatmap_head['loss'],
        decoder=_base_.codec,
    ),
    test_cfg=dict(shift_heatmap=False),
)
