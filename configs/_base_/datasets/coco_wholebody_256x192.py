"""COCO-WholeBody: body, feet, face and hands, 133 keypoints, crops of 256x192.

The augmentation is that of coco_256x192.py, with random shifts of the crop. Images and
person detections are those of COCO. The annotations are called
``coco_wholebody_{train,val}_v1.0.json`` and are in the folder of COCO's annotations
(docs/coco_wholebody.md).
"""

_base_ = './coco_256x192.py'

dataset_type = 'CheckedCocoWholeBodyDataset'
# A file of mmpose, which looks it up in its own package, not in this repository.
metainfo = dict(from_file='configs/_base_/datasets/coco_wholebody.py')

augmentation = [
    *_base_.loading,
    dict(
        type='RandomCenterShift',
        input_size=_base_.codec['input_size'],
        shift_factor=0.16,
        prob=0.3,
    ),
    *_base_.augmentation[2:],  # what follows the loading
]
train_pipeline = [*augmentation, _base_.crop, _base_.pack]

train_dataloader = dict(
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        ann_file='annotations/coco_wholebody_train_v1.0.json',
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    dataset=dict(
        type=dataset_type,
        metainfo=metainfo,
        ann_file='annotations/coco_wholebody_val_v1.0.json',
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='CocoWholeBodyPartMetric',
    ann_file=f'{_base_.data_root}/annotations/coco_wholebody_val_v1.0.json',
)
test_evaluator = val_evaluator
