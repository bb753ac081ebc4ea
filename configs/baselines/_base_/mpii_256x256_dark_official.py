"""Data of the official TokenPose, MPII 256x256.

Scales within 0.75 to 1.25, rotations of up to 60 degrees, no half bodies.
"""

_base_ = './mpii_256x256_dark.py'

augmentation = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='ClippedNormalBBoxTransform',
        scale_factor=(0.75, 1.25),
        rotate_factor=60.0,
    ),
]
train_pipeline = [*augmentation, _base_.crop, _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
