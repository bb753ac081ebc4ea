"""Poseur on ViT-B: one map of stride 16, and three finer ones made by the neck.

The released model keeps four level embeddings for its three levels. MAE's file has no
``last_norm``, which starts as the identity.
"""

_base_ = './poseur.py'

model = dict(
    backbone=dict(
        _delete_=True,
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
    neck=dict(
        _delete_=True,
        type='DeconvPyramid',
        in_channels=768,
        out_channels=256,
        num_levels=3,
    ),
    head=dict(num_levels=3, num_level_embeddings=4),
)
