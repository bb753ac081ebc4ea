"""MPII keypoints, crops of 256x256, with the augmentation of coco_256x192.py.

Boxes are the annotated centers and scales, for training and testing, as in every
published result on MPII's validation set. The data lie in data/mpii, or where the
environment variable MPII_ROOT points (docs/mpii.md).
"""

_base_ = './coco_256x192.py'

dataset_type = 'CheckedMpiiDataset'
data_root = '{{$MPII_ROOT:data/mpii}}'
metainfo = dict(from_file='configs/_base_/datasets/mpii.py')
codec = dict(type='PoseurLabel', input_size=(256, 256))

train_pipeline = [
    *_base_.augmentation,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    *_base_.loading,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='PackPoseInputs'),
]

train_dataloader = dict(
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        ann_file='annotations/mpii_train.json',
        data_prefix=dict(img='images/'),
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        ann_file='annotations/mpii_val.json',
        bbox_file=None,
        headbox_file=f'{data_root}/annotations/mpii_gt_val.mat',
        data_prefix=dict(img='images/'),
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(_delete_=True, type='MpiiPCKh')
test_evaluator = val_evaluator
