"""The paper's schedule: AdamW, 325 epochs, drops at 255 and 310 (Sec. 4.1).

The learning rate of 1e-3 is for a total batch of 256. The sampling offsets learn at a
tenth of it, as in Deformable DETR. Gradients are not clipped. On GPUs, the backbone and
the neck run in mixed precision (Poseur's head never does) and batch norm is
synchronized.
"""

train_cfg = dict(by_epoch=True, max_epochs=325, val_interval=10)

optim_wrapper = dict(
    type='AmpOptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='AdamW', lr=1e-3, betas=(0.9, 0.999), weight_decay=1e-4),
    paramwise_cfg=dict(custom_keys={'sampling_offsets': dict(lr_mult=0.1)}),
)

param_scheduler = [
    dict(type='LinearLR', begin=0, end=500, start_factor=0.001, by_epoch=False),
    dict(type='MultiStepLR', end=325, milestones=[255, 310], gamma=0.1, by_epoch=True),
]

sync_bn = 'torch'
auto_scale_lr = dict(base_batch_size=256)
