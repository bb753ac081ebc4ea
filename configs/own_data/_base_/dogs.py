"""Example of your own data: five keypoints of dogs in COCO's format.

Copy this file and adapt it; docs/own_data.md explains each line. The configs in the
folder above put models on it.
"""

_base_ = '../../_base_/datasets/coco_256x192.py'

data_root = 'data/dogs'
metainfo = dict(
    _delete_=True,
    dataset_name='dogs',
    keypoint_info={
        0: dict(name='nose', id=0),
        1: dict(name='left_ear', id=1, swap='right_ear'),
        2: dict(name='right_ear', id=2, swap='left_ear'),
        3: dict(name='withers', id=3),
        4: dict(name='tail_base', id=4),
    },
    skeleton_info={
        0: dict(link=('nose', 'withers'), id=0),
        1: dict(link=('withers', 'tail_base'), id=1),
    },
    joint_weights=[1.0] * 5,
    sigmas=[0.026, 0.035, 0.035, 0.079, 0.107],
)
dogs = dict(data_root=data_root, metainfo=metainfo, data_prefix=dict(img='images/'))

train_dataloader = dict(dataset=dict(ann_file='train.json', **dogs))
val_dataloader = dict(dataset=dict(ann_file='val.json', bbox_file=None, **dogs))
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=f'{data_root}/val.json')
test_evaluator = val_evaluator
