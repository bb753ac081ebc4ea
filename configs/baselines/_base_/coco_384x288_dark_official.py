"""Data of the official TokenPose, COCO 384x288; otherwise as 256x192.

The kernel of DARK is that of sigma 2, as in the official file.
"""

_base_ = './coco_256x192_dark_official.py'

codec = dict(type='DarkHeatmap', input_size=(288, 384), heatmap_size=(72, 96), sigma=3)
crop = dict(type='CropAndEncode', codec=codec, minus_one=True)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
