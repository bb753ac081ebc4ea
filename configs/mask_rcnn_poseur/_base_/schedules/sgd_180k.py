"""180,000 iterations of 32 images with SGD, as Detectron2 trains its keypoint R-CNN.

The paper (Sec. 4.3) gives iterations and batch size. The rest is Detectron2's: a
learning rate of 0.02 for 16 images, 0.04 for 32 by its linear rule; drops after two
thirds and eight ninths; warm-up of 1,000 iterations; no weight decay on norms. The
sampling offsets learn at a tenth of the rate, as in the paper's other models.

Detectron2 does not clip gradients; this schedule does. Without clipping, the small
model for synthetic people starts with a norm of 3,000 and diverged under SGD within
four steps. With clipping, its losses fell over the 16 steps observed.
"""

train_cfg = dict(type='ResumingIterLoop', max_iters=180000, val_interval=20000)

optim_wrapper = dict(
    type='OptimWrapper',
    constructor='MergedGroupsConstructor',
    optimizer=dict(type='SGD', lr=0.04, momentum=0.9, weight_decay=1e-4),
    clip_grad=dict(max_norm=10.0),
    paramwise_cfg=dict(
        norm_decay_mult=0.0, custom_keys={'sampling_offsets': dict(lr_mult=0.1)}
    ),
)

param_scheduler = [
    dict(type='LinearLR', begin=0, end=1000, start_factor=0.001, by_epoch=False),
    dict(
        type='MultiStepLR',
        end=180000,
        milestones=[120000, 160000],
        gamma=0.1,
        by_epoch=False,
    ),
]

auto_scale_lr = dict(base_batch_size=32)
