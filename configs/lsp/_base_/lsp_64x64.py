"""Leeds Sports Pose in MPII's format, crops of 64x64, augmented less than MPII.

The extended set has 4,000 photographs of athletes for training and 500 for validation.
The files annotations/mpii_train.json, mpii_val.json and mpii_gt_val.mat (head boxes)
are in data/lsp_mpii, or in the folder that the environment variable LSP_ROOT names.
Pelvis and thorax have no labels. One worker process loads the samples.

The augmentation is mild: half bodies and a wide range of scales hide keypoints of small
crops, and without them the results are much better (docs/studies/levers.md). Rotations
stay, since athletes appear at all angles.
"""

_base_ = '../../_base_/pipelines/topdown.py'

data_root = '{{$LSP_ROOT:data/lsp_mpii}}'
# A file of mmpose, which looks it up in its own package, not in this repository.
metainfo = dict(from_file='configs/_base_/datasets/mpii.py')

augmentation = _base_.mild_augmentation
codec = dict(type='PoseurLabel', input_size=(64, 64))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

lsp = dict(
    type='CheckedMpiiDataset',
    metainfo=metainfo,
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
        **lsp, ann_file='annotations/mpii_train.json', pipeline=train_pipeline
    ),
)
val_dataloader = dict(
    batch_size=100,
    num_workers=1,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        **lsp,
        ann_file='annotations/mpii_val.json',
        headbox_file=f'{data_root}/annotations/mpii_gt_val.mat',
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(type='MpiiPCKh')
test_evaluator = val_evaluator
