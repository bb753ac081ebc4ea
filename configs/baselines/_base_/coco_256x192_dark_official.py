"""Data of the official TransPose and TokenPose, COCO 256x192.

Scales within 0.65 to 1.35, rotations of up to 90 degrees, half bodies, and boxes whose
last pixel is at their width minus one.
"""

_base_ = './coco_256x192_dark.py'

loading = [
    dict(type='LoadImageStrict'),
    dict(type='GetPixelBoxCenterScale', padding=1.25),
]
augmentation = [
    *loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='RandomHalfBody',
        prob=0.3,
        min_upper_keypoints=3,
        upper_prioritized_prob=0.69,
    ),
    dict(
        type='ClippedNormalBBoxTransform',
        scale_factor=(0.65, 1.35),
        rotate_factor=90.0,
    ),
]
train_pipeline = [*augmentation, _base_.crop, _base_.pack]
val_pipeline = [*loading, dict(_base_.crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
