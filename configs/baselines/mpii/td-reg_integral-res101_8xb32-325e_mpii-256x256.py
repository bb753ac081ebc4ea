"""Integral regression, ResNet-101, MPII 256x256.

The expectation of a heatmap, supervised as coordinates. Paper, Table 4: 87.3 PCKh@0.5.

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-reg_integral-res101_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/mpii_256x256.py',
    '../../_base_/backbones/resnet101.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=2048,
        in_featuremap_size=(8, 8),
        num_joints=16,
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
        **_base_.integral_head,
    ),
    test_cfg=dict(_base_.regression_test, shift_heatmap=True),
)
optim_wrapper = dict(type='OptimWrapper')  # the head does not support half precision
