"""Integral regression, ResNet-101, MPII 256x256.

The expectation of a heatmap, supervised as coordinates. Paper, Table 4: 87.3 PCKh@0.5.

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-reg_integral-res101_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/mpii_256x256.py',
    '../../_base_/models/poseur.py',
]

model = dict(
    backbone=dict(depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')),
    neck=None,
    head=dict(
        _delete_=True,
        type='IntegralRegressionHead',
        in_channels=2048,
        in_featuremap_size=(8, 8),
        num_joints=16,
        loss=dict(type='L1Loss', use_target_weight=True),
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
    ),
    test_cfg=dict(_delete_=True, flip_test=True, shift_coords=True, shift_heatmap=True),
)
