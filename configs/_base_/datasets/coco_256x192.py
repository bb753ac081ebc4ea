"""COCO keypoints, crops of 256x192, with the augmentation of the official code.

Training boxes are the annotated ones; testing uses the person detections of
SimpleBaseline (56.4 AP on people). The data are in data/coco, or in the folder that the
environment variable COCO_ROOT names.
"""

_base_ = '../pipelines/topdown.py'

dataset_type = 'CheckedCocoDataset'
data_mode = 'topdown'
data_root = '{{$COCO_ROOT:data/coco}}'
# A file of mmpose, which looks it up in its own package, not in this repository.
metainfo = dict(from_file='configs/_base_/datasets/coco.py')

codec = dict(type='PoseurLabel', input_size=(192, 256))
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
    type='CheckedCocoMetric',
    ann_file=f'{data_root}/annotations/person_keypoints_val2017.json',
    score_mode='bbox_rle',
    nms_thr=0.9,
)
test_evaluator = val_evaluator
