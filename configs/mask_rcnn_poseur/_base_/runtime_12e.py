"""Runtime and schedule of the small detectors: AdamW, 12 epochs.

Sampling offsets learn at the full rate, and the rate falls to zero within the run.
"""

_base_ = './default_runtime.py'

train_cfg = dict(by_epoch=True, max_epochs=12, val_interval=2)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-2, fused=True),
)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=200, start_factor=0.01, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=12,
        eta_min=1e-5,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
default_hooks = dict(
    checkpoint=dict(
        by_epoch=True, interval=4, save_best='coco/keypoints_AP', max_keep_ckpts=1
    ),
)
log_processor = dict(by_epoch=True)
channels_last = True
