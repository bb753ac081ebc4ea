"""COCO-WholeBody, crops of 256x192, with the strong augmentation of large models.

Colors are distorted and an ellipse of the crop is blackened, as in
coco_256x192_strong.py.
"""

_base_ = './coco_wholebody_256x192.py'

train_pipeline = [
    *_base_.augmentation,
    dict(type='TopdownAffine', input_size=_base_.codec['input_size']),
    dict(type='PoseurPhotometricDistortion'),
    dict(type='EllipseCutout'),
    dict(type='GenerateTarget', encoder=_base_.codec),
    dict(type='PackPoseInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
