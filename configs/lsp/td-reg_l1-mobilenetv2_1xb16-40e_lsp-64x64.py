"""L1 regression, MobileNetV2, Leeds Sports Pose 64x64.

One linear layer on pooled features, as in DeepPose, with the L1 loss.

    python tools/train.py \
        configs/lsp/td-reg_l1-mobilenetv2_1xb16-40e_lsp-64x64.py
"""

_base_ = [
    './_base_/runtime_40e.py',
    './_base_/lsp_64x64.py',
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
        **_base_.l1_head,
    ),
    test_cfg=dict(_delete_=True, **_base_.regression_test),
)
