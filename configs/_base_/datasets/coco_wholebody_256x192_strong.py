"""COCO-WholeBody, crops of 256x192, with the strong augmentation of large models.

Testing is that of coco_wholebody_256x192.py.
"""

_base_ = './coco_wholebody_256x192.py'

train_pipeline = [
    *_base_.augmentation,
    _base_.crop,
    *_base_.strong_augmentation,
    _base_.pack,
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
