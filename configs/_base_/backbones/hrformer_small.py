"""HRFormer-S: the finest of four branches, stride 4; otherwise as hrformer_tiny.py."""

_base_ = './hrformer_tiny.py'

model = dict(
    backbone=dict(
        extra=dict(
            stage2=dict(num_channels=(32, 64)),
            stage3=dict(num_modules=4, num_channels=(32, 64, 128)),
            stage4=dict(num_channels=(32, 64, 128, 256)),
        ),
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmpose/'
            'pretrain_models/hrformer_small-09516375_20220226.pth',
        ),
    ),
)
