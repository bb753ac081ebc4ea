"""A small Poseur without dense supervision, for synthetic people and two CPU cores.

td-reg_poseur-dense-tiny_2xb16-8e_synthetic-96x72.py learns faster.

A narrow ResNet-18 from scratch and two decoder layers of 64 channels on crops of 96x72.
It learns fast because the coarse branch starts at the center of the crop and pools the
backbone's last stage, sampling offsets learn at the full rate, there are no noisy
reference points, dropout, scaling or rotation, and the learning rate falls to zero
within the run.

    bash tools/dist_train.sh \
        configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py 2
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/datasets/synthetic_96x72.py',
    '../_base_/models/poseur.py',
]

model = dict(
    backbone=dict(depth=18, stem_channels=16, base_channels=16, init_cfg=None),
    neck=dict(
        in_channels=[16, 32, 64, 128],
        out_channels=64,
        norm_cfg=dict(type='GN', num_groups=8),
        append_last_input=True,
    ),
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        embed_dims=64,
        coarse_branch=dict(in_channels=128),
        keypoint_encoder=dict(noisy_points=None),
        query_decoder=dict(
            num_layers=2,
            layer=dict(ffn_channels=128, **_base_.no_dropout),
        ),
    ),
)

train_cfg = dict(by_epoch=True, max_epochs=18, val_interval=9)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=3e-3, weight_decay=1e-2, fused=True),
)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=100, start_factor=0.01, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=18,
        eta_min=2e-5,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
default_hooks = dict(checkpoint=dict(interval=9, max_keep_ckpts=2))
channels_last = True
