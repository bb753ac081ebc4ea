"""TokenPose-B: twelve layers of tokens on the finest map of HRNet-W32's third stage.

Configs add the size of the patches and the sizes that belong to the crop.
"""

_base_ = ['../../_base_/backbones/hrnet_w32_stage3.py', './heads.py']

model = dict(
    head=dict(
        type='TokenPoseHead',
        in_channels=32,
        out_channels=17,
        num_layers=12,
        num_heads=8,
        loss=_base_.heatmap_head['loss'],
    ),
    test_cfg=dict(_base_.heatmap_test, shift_heatmap=False),
)
