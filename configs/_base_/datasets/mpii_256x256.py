"""MPII keypoints, crops of 256x256, with the augmentation of coco_256x192.py.

Boxes are the annotated centers and scales, for training and testing, as in every
published result on MPII's validation set. The data are in data/mpii, or in the folder
that the environment variable MPII_ROOT names (docs/mpii.md).
"""

_base_ = '../pipelines/topdown.py'

dataset_type = 'CheckedMpiiDataset'
data_mode = 'topdown'
data_root = '{{$MPII_ROOT:data/mpii}}'
# A file of mmpose, which looks it up in its own package, not in this repository.
metainfo = dict(from_file='configs/_base_/datasets/mpii.py')

codec = dict(type='PoseurLabel', input_size=(256, 256))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(
    batch_size=32,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        data_mode=data_mode,
        ann_file='annotations/mpii_train.json',
        data_prefix=dict(img='images/'),
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=32,
    num_workers=4,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        data_mode=data_mode,
        ann_file='annotations/mpii_val.json',
        headbox_file=f'{data_root}/annotations/mpii_gt_val.mat',
        data_prefix=dict(img='images/'),
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(type='MpiiPCKh')
test_evaluator = val_evaluator
