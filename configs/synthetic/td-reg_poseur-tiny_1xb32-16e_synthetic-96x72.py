"""The demo: a small Poseur that learns synthetic people on a CPU in minutes.

A narrow ResNet-18 from scratch, three decoder layers of 64 channels, crops of 96x72.

    make demo
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/synthetic_96x72.py',
    '../_base_/models/poseur.py',
]

cross_attention = dict(type='EMSDA', num_heads=4, num_points=2, dropout=0.0)
model = dict(
    backbone=dict(depth=18, stem_channels=16, base_channels=16, init_cfg=None),
    neck=dict(
        in_channels=[16, 32, 64, 128],
        out_channels=64,
        norm_cfg=dict(type='GN', num_groups=8),
    ),
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        embed_dims=64,
        keypoint_encoder=dict(noisy_points=None),
        query_decoder=dict(
            num_layers=3,
            layer=dict(
                num_heads=4,
                ffn_channels=128,
                dropout=0.0,
                cross_attention=cross_attention,
            ),
        ),
    ),
)

train_cfg = dict(by_epoch=True, max_epochs=16, val_interval=4)
optim_wrapper = dict(
    type='OptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='AdamW', lr=2e-3, weight_decay=1e-2, fused=True),
    paramwise_cfg=dict(custom_keys={'sampling_offsets': dict(lr_mult=0.1)}),
)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=100, start_factor=0.01, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=16,
        eta_min=2e-5,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
default_hooks = dict(
    logger=dict(interval=50), checkpoint=dict(interval=4, max_keep_ckpts=1)
)
