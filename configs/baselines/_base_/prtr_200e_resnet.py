"""The schedule of PRTR's authors for ResNets: AdamW, 200 epochs of 4 x 32 crops.

The learning rate is 1e-4, in the backbone 1e-5, and is halved after 120 and 140 epochs.
Gradients are clipped at 0.1, and everything is in single precision.
"""

train_cfg = dict(by_epoch=True, max_epochs=200, val_interval=10)

optim_wrapper = dict(
    type='OptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='AdamW', lr=1e-4, weight_decay=1e-4),
    paramwise_cfg=dict(custom_keys={'backbone.': dict(lr_mult=0.1)}),
    clip_grad=dict(max_norm=0.1),
)

param_scheduler = [
    dict(type='MultiStepLR', end=200, milestones=[120, 140], gamma=0.5, by_epoch=True),
]

auto_scale_lr = dict(base_batch_size=128)
