"""Horses, sheep and cattle with 18 keypoints, crops of 160x160.

LivestockKeypoints v1.0 (Yiwei Wang et al., CC BY 4.0), with one animal a picture, seen
from the side. The files annotations/train.json and annotations/val.json and the folder
images are in data/livestock, or in the folder that the environment variable
LIVESTOCK_ROOT names. tools/dataset/merge_coco.py makes the annotation files of those of
the species (docs/own_data.md).

The augmentation is mild, as for few photographs in configs/lsp. Rotations are smaller,
since the animals stand, and colors are distorted, since all pictures of a species are
from one place.
"""

_base_ = ['../../_base_/pipelines/topdown.py', './livestock_metainfo.py']

data_root = '{{$LIVESTOCK_ROOT:data/livestock}}'

augmentation = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='ClippedNormalBBoxTransform', scale_factor=(0.75, 1.25), rotate_factor=40.0
    ),
    dict(type='PoseurPhotometricDistortion'),
]
codec = dict(type='PoseurLabel', input_size=(160, 160))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

livestock = dict(
    type='CheckedCocoDataset',
    metainfo=_base_.metainfo,
    data_root=data_root,
    data_mode='topdown',
    data_prefix=dict(img='images/'),
)
train_dataloader = dict(
    batch_size=8,
    num_workers=1,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        **livestock, ann_file='annotations/train.json', pipeline=train_pipeline
    ),
)
val_dataloader = dict(
    batch_size=64,
    num_workers=1,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        **livestock,
        ann_file='annotations/val.json',
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

# PCK and AP of all animals, then of each species.
average_precision = dict(
    type='CheckedCocoMetric',
    ann_file=f'{data_root}/annotations/val.json',
    score_mode='bbox_rle',
    nms_mode='none',
)
val_evaluator = [
    dict(type='BoxPCK', prefix='all'),
    dict(average_precision, prefix='all'),
    dict(type='BoxPCK', prefix='horse', only=dict(species='horse')),
    dict(average_precision, prefix='horse', only=dict(species='horse')),
    dict(type='BoxPCK', prefix='sheep', only=dict(species='sheep')),
    dict(average_precision, prefix='sheep', only=dict(species='sheep')),
    dict(type='BoxPCK', prefix='cattle', only=dict(species='cattle')),
    dict(average_precision, prefix='cattle', only=dict(species='cattle')),
]
test_evaluator = val_evaluator
