"""MPII keypoints, crops of 384x384, with PRTR's targets.

Otherwise as mpii_256x256.py. Keypoints outside of the crop count, too.
"""

_base_ = '../../_base_/datasets/mpii_256x256.py'

codec = dict(type='PRTRLabel', input_size=(384, 384))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
