"""COCO keypoints, crops of 384x288; otherwise as coco_256x192.py."""

_base_ = './coco_256x192.py'

codec = dict(type='PoseurLabel', input_size=(288, 384))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
