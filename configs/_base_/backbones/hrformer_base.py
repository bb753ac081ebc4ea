"""HRFormer-B: the finest of four branches, stride 4; otherwise as hrformer_tiny.py."""

_base_ = './hrformer_tiny.py'

model = dict(
    backbone=dict(
        extra=dict(
            drop_path_rate=0.2,
            stage2=dict(num_channels=(78, 156), num_heads=(2, 4)),
            stage3=dict(
                num_modules=4, num_channels=(78, 156, 312), num_heads=(2, 4, 8)
            ),
            stage4=dict(num_channels=(78, 156, 312, 624), num_heads=(2, 4, 8, 16)),
        ),
        init_cfg=dict(
            checkpoint='https://download.openmmlab.com/mmpose/'
            'pretrain_models/hrformer_base-32815020_20220226.pth',
        ),
    ),
)
