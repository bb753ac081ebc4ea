"""mpii_384x384_prtr.py with the augmentation of PRTR's authors.

There are no half bodies, and scales stay within 0.7 to 1.3.
"""

_base_ = './mpii_384x384_prtr.py'

augmentation = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(type='ClippedNormalBBoxTransform', scale_factor=(0.7, 1.3)),
]
codec = dict(type='PRTRLabel', input_size=(384, 384))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
