"""The package's synthetic people, crops of 96x72, in COCO's format.

``tools/dataset/make_synthetic_people.py`` renders them into data/synthetic_people; the
environment variable SYNTHETIC_ROOT names another folder. Testing uses the true boxes.
Samples are loaded in the training process: for small pictures this takes less time than
passing them between processes.
"""

_base_ = './coco_256x192.py'

data_root = '{{$SYNTHETIC_ROOT:data/synthetic_people}}'

codec = dict(type='PoseurLabel', input_size=(72, 96))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [
    *_base_.loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    crop,
    dict(type='PackPoseInputs', meta_keys=('id', 'img_path')),
]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(
    batch_size=16,
    num_workers=0,
    persistent_workers=False,
    drop_last=True,
    dataset=dict(
        data_root=data_root,
        ann_file='annotations/person_keypoints_train.json',
        data_prefix=dict(img='train/'),
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=64,
    num_workers=0,
    persistent_workers=False,
    dataset=dict(
        data_root=data_root,
        ann_file='annotations/person_keypoints_val.json',
        bbox_file=None,
        data_prefix=dict(img='val/'),
        pipeline=val_pipeline,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(ann_file=f'{data_root}/annotations/person_keypoints_val.json')
test_evaluator = val_evaluator
