"""TokenPose-S: twelve layers of tokens on HRNet's stem.

Configs add the size of the patches and the sizes that belong to the crop.
"""

_base_ = ['../../_base_/backbones/hrnet_stem.py', './heads.py']

model = dict(
    head=dict(
        type='TokenPoseHead',
        in_channels=256,
        out_channels=17,
        num_layers=12,
        num_heads=8,
        scale_by_head=False,
        loss=_base_.heatmap_head['loss'],
    ),
    test_cfg=dict(_base_.heatmap_test, shift_heatmap=False),
)
