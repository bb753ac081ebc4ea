"""The schedule of PRTR's authors for HRNet-W32: AdamW, 200 epochs of 4 x 16 crops.

The learning rate is 1e-4 in all parts, and is halved after 70 and 95 epochs. Gradients
are clipped at 0.1, everything is in single precision, and each GPU normalizes its own
batch.
"""

train_cfg = dict(by_epoch=True, max_epochs=200, val_interval=10)

optim_wrapper = dict(
    type='OptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='AdamW', lr=1e-4, weight_decay=1e-4),
    clip_grad=dict(max_norm=0.1),
)

param_scheduler = [
    dict(type='MultiStepLR', end=200, milestones=[70, 95], gamma=0.5, by_epoch=True),
]

auto_scale_lr = dict(base_batch_size=64)
