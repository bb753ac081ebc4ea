"""TokenPose-L/D6: three stacks of two layers on HRNet-W48's third stage.

Configs add the size of the patches and the sizes that belong to the crop.
"""

_base_ = ['../../_base_/backbones/hrnet_w48_stage3.py', './heads.py']

model = dict(
    head=dict(
        type='TokenPoseHead',
        in_channels=48,
        out_channels=17,
        num_stacks=3,
        num_layers=2,
        num_heads=8,
        hidden_channels=None,
        loss=_base_.heatmap_head['loss'],
    ),
    test_cfg=dict(_base_.heatmap_test, shift_heatmap=False),
)
