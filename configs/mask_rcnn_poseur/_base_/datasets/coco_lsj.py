"""COCO's people in whole images, with large-scale jittering.

The paper (Sec. 4.3) jitters scales with random crops as in its reference 13 (Ghiasi et
al., Simple Copy-Paste) and gives no range. The range here is that paper's large-scale
jittering, 0.1 to 2.0 of 1024x1024. The model's data preprocessor pads images smaller
than the crop with the mean color. Images without labeled keypoints are left out of the
training, and the test size is 800x1333, as in Detectron2's keypoint R-CNN.

The data are in data/coco, or in the folder that the environment variable COCO_ROOT
names. ``with_mask=True`` for ``LoadKeypointAnnotations`` also loads masks.
"""

dataset_type = 'mmdet.CocoPersonDataset'
data_root = '{{$COCO_ROOT:data/coco}}'
# A file of mmpose, which looks it up in its own package, not in this repository.
metainfo = dict(from_file='configs/_base_/datasets/coco.py')

train_pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(type='mmdet.LoadKeypointAnnotations'),
    dict(
        type='RandomResize',
        scale=(1024, 1024),
        ratio_range=(0.1, 2.0),
        resize_type='mmdet.KeypointResize',
        keep_ratio=True,
    ),
    dict(type='mmdet.KeypointRandomCrop', crop_size=(1024, 1024)),
    dict(type='mmdet.KeypointRandomFlip', prob=0.5),
    dict(type='mmdet.PackKeypointDetInputs'),
]
val_pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(type='mmdet.KeypointResize', scale=(1333, 800), keep_ratio=True),
    dict(type='mmdet.PackKeypointDetInputs'),
]

train_dataloader = dict(
    batch_size=4,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        ann_file='annotations/person_keypoints_train2017.json',
        data_prefix=dict(img='train2017/'),
        filter_cfg=dict(filter_empty_gt=True, min_keypoints=1),
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        data_root=data_root,
        ann_file='annotations/person_keypoints_val2017.json',
        data_prefix=dict(img='val2017/'),
        test_mode=True,
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='mmdet.CocoPersonMetric',
    ann_file=f'{data_root}/annotations/person_keypoints_val2017.json',
)
test_evaluator = val_evaluator
