"""Whole images of the package's synthetic people, 192x192, up to four in each.

People overlap and are cut off by the border, and one image in twenty is empty. The data
are in data/synthetic_scenes, or in the folder that the environment variable
SYNTHETIC_SCENES_ROOT names. This command makes them:

    python tools/dataset/make_synthetic_people.py --out data/synthetic_scenes \
        --num-train 3000 --num-val 300 --size 192 192 --empty 0.05

Samples are loaded in the training process: for small pictures this takes less time than
passing them between processes.
"""

_base_ = './coco_lsj.py'

data_root = '{{$SYNTHETIC_SCENES_ROOT:data/synthetic_scenes}}'

train_pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(type='mmdet.LoadKeypointAnnotations'),
    dict(type='mmdet.KeypointRandomFlip', prob=0.5),
    dict(type='mmdet.PackKeypointDetInputs'),
]
val_pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(type='mmdet.KeypointResize', scale=(192, 192), keep_ratio=True),
    dict(type='mmdet.PackKeypointDetInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=0,
    persistent_workers=False,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        data_root=data_root,
        ann_file='annotations/person_keypoints_train.json',
        data_prefix=dict(img='train/'),
        filter_cfg=None,
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=16,
    num_workers=0,
    persistent_workers=False,
    dataset=dict(
        data_root=data_root,
        ann_file='annotations/person_keypoints_val.json',
        data_prefix=dict(img='val/'),
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(ann_file=f'{data_root}/annotations/person_keypoints_val.json')
test_evaluator = val_evaluator
