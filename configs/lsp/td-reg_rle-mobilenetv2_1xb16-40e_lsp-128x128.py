"""RLE, MobileNetV2, Leeds Sports Pose 128x128.

One linear layer on pooled features, with mmpose's RLE loss.

    python tools/train.py \
        configs/lsp/td-reg_rle-mobilenetv2_1xb16-40e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_40e.py',
    './_base_/lsp_128x128.py',
    '../_base_/models/mobilenetv2.py',
    '../baselines/_base_/heads.py',
]

model = dict(
    neck=dict(_delete_=True, type='GlobalAveragePooling'),
    head=dict(
        _delete_=True,
        in_channels=1280,
        num_joints=16,
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
        **_base_.rle_head,
    ),
    test_cfg=dict(_delete_=True, **_base_.regression_test),
)
