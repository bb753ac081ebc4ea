"""TokenPose, top-down neck, MobileNetV2, Leeds Sports Pose 128x128.

The twelve layers of TokenPose-B on the finest level of the neck: 8x8 patches.

    python tools/train.py \
        configs/lsp/td-hm_tokenpose-mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_dark.py',
    './_base_/heatmap_dense_mobilenetv2.py',
]

model = dict(
    head=dict(
        _delete_=True,
        type='TokenPoseHead',
        in_channels=256,
        out_channels=16,
        patch_size=(4, 4),
        heatmap_size=_base_.codec['heatmap_size'],
        loss=_base_.heatmap_head['loss'],
        decoder=_base_.codec,
    ),
    test_cfg=dict(shift_heatmap=False),
)
