"""Livestock, crops of 160x160, with SimCC's targets in 320 bins for each axis.

sigma follows RTMPose: the root of a sixteenth of the number of bins.
"""

_base_ = './livestock_160x160.py'

codec = dict(
    type='SimCCLabel', input_size=(160, 160), sigma=4.47, simcc_split_ratio=2.0
)
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
