"""COCO keypoints, crops of 512x384; otherwise as coco_384x288_prtr.py."""

_base_ = './coco_384x288_prtr.py'

codec = dict(type='PRTRLabel', input_size=(384, 512))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
