"""COCO keypoints, crops of 256x192, with the strong augmentation of large models.

HRNet-W48, HRFormer-B and ViT-B are trained with colors distorted and an ellipse of the
crop blackened, so that they do not overfit (Sec. 4.1 and the release). Testing is that
of coco_256x192.py.
"""

_base_ = './coco_256x192.py'

train_pipeline = [
    *_base_.augmentation,
    dict(type='TopdownAffine', input_size=_base_.codec['input_size']),
    dict(type='PoseurPhotometricDistortion'),
    dict(type='EllipseCutout'),
    dict(type='GenerateTarget', encoder=_base_.codec),
    dict(type='PackPoseInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
