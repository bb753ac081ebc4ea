"""One linear layer on MobileNetV2's pooled features, as in DeepPose.

Configs add the crop size and one of the heads in baselines/_base_/heads.py.
"""

_base_ = ['../../_base_/backbones/mobilenetv2.py', '../../baselines/_base_/heads.py']

model = dict(
    neck=dict(type='GlobalAveragePooling'),
    head=dict(
        in_channels=1280,
        num_joints=16,
        decoder=dict(type='RegressionLabel'),
    ),
    test_cfg=_base_.regression_test,
)
