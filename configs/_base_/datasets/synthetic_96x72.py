"""Synthetic people of the package, crops of 96x72, in COCO's format.

Made by ``tools/dataset/make_synthetic_people.py``, in data/synthetic_people or where
the environment variable SYNTHETIC_ROOT points. Testing uses the true boxes.
"""

dataset_type = 'CheckedCocoDataset'
data_root = '{{$SYNTHETIC_ROOT:data/synthetic_people}}'
metainfo = dict(from_file='configs/_base_/datasets/coco.py')
codec = dict(type='PoseurLabel', input_size=(72, 96))

loading = [
    dict(type='LoadImageStrict'),
    dict(type='GetBBoxCenterScale', padding=1.25),
]
train_pipeline = [
    *loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs', meta_keys=('id', 'img_path')),
]
val_pipeline = [
    *loading,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='PackPoseInputs'),
]

train_dataloader = dict(
    batch_size=16,
    num_workers=0,
    persistent_workers=False,
    drop_last=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        data_mode='topdown',
        ann_file='annotations/person_keypoints_train.json',
        data_prefix=dict(img='train/'),
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=64,
    num_workers=0,
    persistent_workers=False,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False, round_up=False),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        data_mode='topdown',
        ann_file='annotations/person_keypoints_val.json',
        data_prefix=dict(img='val/'),
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='CocoMetric',
    ann_file=f'{data_root}/annotations/person_keypoints_val.json',
    score_mode='bbox_rle',
)
test_evaluator = val_evaluator
