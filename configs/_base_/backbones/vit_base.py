"""ViT-B on crops of 256x192: one map of stride 16, pretrained as MAE's encoder.

MAE's file has no ``last_norm``, which starts as the identity.
"""

_base_ = '../topdown.py'

model = dict(
    backbone=dict(
        type='ViT',
        img_size=(192, 256),
        patch_size=16,
        embed_dims=768,
        num_layers=12,
        num_heads=12,
        drop_path_rate=0.3,
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://dl.fbaipublicfiles.com/mae/pretrain/'
            'mae_pretrain_vit_base.pth',
            allow_missing=['last_norm.'],
        ),
    ),
)
