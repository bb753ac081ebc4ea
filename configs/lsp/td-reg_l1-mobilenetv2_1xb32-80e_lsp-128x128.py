"""L1 regression, MobileNetV2, Leeds Sports Pose 128x128.

One linear layer on pooled features, as in DeepPose, with the L1 loss.

    python tools/train.py \
        configs/lsp/td-reg_l1-mobilenetv2_1xb32-80e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_80e.py',
    './_base_/lsp_128x128.py',
    '../_base_/models/mobilenetv2.py',
]

model = dict(
    neck=dict(_delete_=True, type='GlobalAveragePooling'),
    head=dict(
        _delete_=True,
        type='RegressionHead',
        in_channels=1280,
        num_joints=16,
        loss=dict(type='L1Loss', use_target_weight=True),
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
    ),
    test_cfg=dict(_delete_=True, flip_test=True, shift_coords=True),
)
