"""One linear layer on MobileNetV2's pooled features, as in DeepPose.

Configs add the size of the crops and the loss: a head of baselines/_base_/heads.py.
"""

_base_ = ['../../_base_/models/mobilenetv2.py', '../../baselines/_base_/heads.py']

model = dict(
    neck=dict(_delete_=True, type='GlobalAveragePooling'),
    head=dict(
        _delete_=True,
        in_channels=1280,
        num_joints=16,
        decoder=dict(type='RegressionLabel'),
    ),
    test_cfg=dict(_delete_=True, **_base_.regression_test),
)
