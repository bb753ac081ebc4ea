"""COCO keypoints, crops of 384x288, with the strong augmentation of large models.

Testing is that of coco_384x288.py.
"""

_base_ = './coco_384x288.py'

train_pipeline = [
    *_base_.augmentation,
    _base_.crop,
    *_base_.strong_augmentation,
    _base_.pack,
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
