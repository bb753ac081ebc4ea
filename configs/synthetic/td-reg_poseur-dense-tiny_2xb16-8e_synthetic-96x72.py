"""The demo: a small Poseur that learns synthetic people on two CPU cores in minutes.

A narrow ResNet-18 from scratch, a neck with a path from coarse to fine levels, and one
decoder layer of 64 channels, on crops of 96x72. Dense supervision shapes the features.
Its targets are narrow, and proposals come from the finest map. A high learning rate
that falls to zero and strong weight decay suit a run as short as this.
docs/studies/levers.md says what each of them brings.

    make demo
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/topdown.py',
    '../_base_/datasets/synthetic_96x72.py',
    '../_base_/heads/poseur_dense.py',
]

model = dict(
    backbone=dict(
        type='ResNet',
        depth=18,
        stem_channels=16,
        base_channels=24,
        out_indices=(0, 1, 2, 3),
        init_cfg=None,
    ),
    neck=dict(
        _base_.top_down_mapper,
        in_channels=[24, 48, 96, 192],
        out_channels=64,
        norm_cfg=dict(type='GN', num_groups=8),
    ),
    head=dict(
        _base_.dense_head,
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        embed_dims=64,
        coarse_level=0,
        coarse_branch=dict(
            type='SpatialCoarseBranch',
            readout=dict(type='LocalExpectation', radius=1, smooth_peak=True),
        ),
        dense_supervision=dict(
            type='DenseSupervision', levels=(1, 2, 3), deviation=0.3
        ),
        keypoint_encoder=dict(type='KeypointEncoder', class_std=1.0),
        query_decoder=dict(
            type='QueryDecoder',
            num_layers=1,
            layer=dict(
                type='QueryDecoderLayer',
                ffn_channels=128,
                dropout=0.0,
                cross_attention=dict(type='EMSDA', dropout=0.0),
            ),
            zero_init=True,
        ),
    ),
    test_cfg=_base_.dense_test,
)

train_cfg = dict(by_epoch=True, max_epochs=8, val_interval=8)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=5e-3, weight_decay=0.3, fused=True),
)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=100, start_factor=0.01, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=8,
        eta_min=2e-5,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
default_hooks = dict(checkpoint=dict(interval=8))
channels_last = True
