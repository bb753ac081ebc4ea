"""COCO keypoints, crops of 256x192, with the release's augmentation.

Training boxes are the annotated ones; testing uses the person detections of
SimpleBaseline (56.4 AP on people). The data lie in data/coco, or where the environment
variable COCO_ROOT points.
"""

dataset_type = 'CheckedCocoDataset'
data_mode = 'topdown'
data_root = '{{$COCO_ROOT:data/coco}}'
metainfo = dict(from_file='configs/_base_/datasets/coco.py')
codec = dict(type='PoseurLabel', input_size=(192, 256))

# Everything before the crop; configs of other sizes start from these two lists.
augmentation = [
    dict(type='LoadImageStrict'),
    dict(type='GetBBoxCenterScale', padding=1.25),
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='RandomHalfBody',
        prob=0.3,
        min_upper_keypoints=3,
        upper_prioritized_prob=0.69,
    ),
    dict(type='ClippedNormalBBoxTransform'),
]
loading = [
    dict(type='LoadImageStrict'),
    dict(type='GetBBoxCenterScale', padding=1.25),
]

train_pipeline = [
    *augmentation,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    *loading,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='PackPoseInputs'),
]

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
        ann_file='annotations/person_keypoints_train2017.json',
        data_prefix=dict(img='train2017/'),
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
        ann_file='annotations/person_keypoints_val2017.json',
        bbox_file=f'{data_root}/person_detection_results/'
        'COCO_val2017_detections_AP_H_56_person.json',
        data_prefix=dict(img='val2017/'),
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='CocoMetric',
    ann_file=f'{data_root}/annotations/person_keypoints_val2017.json',
    score_mode='bbox_rle',
    nms_thr=0.9,
)
test_evaluator = val_evaluator
