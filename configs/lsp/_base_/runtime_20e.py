"""Runtime and schedule on Leeds Sports Pose: AdamW, 20 epochs of 500 iterations.

The proposal of Poseur's coarse branch is linear in a vector of length 1, so its weights
must grow large: they learn at ten times the rate (docs/studies/levers.md).
"""

_base_ = '../../_base_/default_runtime.py'

train_cfg = dict(by_epoch=True, max_epochs=20, val_interval=2)

optim_wrapper = dict(
    type='OptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-4, fused=True),
    paramwise_cfg=dict(
        custom_keys={
            'sampling_offsets': dict(lr_mult=0.1),
            'coarse_branch.fc_mu': dict(lr_mult=10.0),
        }
    ),
)

param_scheduler = [
    dict(type='LinearLR', begin=0, end=500, start_factor=0.001, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=20,
        eta_min=1e-6,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]

default_hooks = dict(
    logger=dict(interval=25),
    checkpoint=dict(interval=2, max_keep_ckpts=2, save_best=None),
)
channels_last = True
