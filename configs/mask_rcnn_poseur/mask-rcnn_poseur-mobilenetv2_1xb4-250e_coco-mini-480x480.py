"""Can Mask R-CNN + Poseur fit a handful of photographs? MobileNetV2, no augmentation.

A check on eight images of COCO: a correct detector nearly memorizes them. The
annotations of the eight are written next to COCO's own and then used for training and
for testing:

    python tools/dataset/make_coco_subset.py --num 8 \
        $COCO_ROOT/annotations/person_keypoints_train2017.json \
        --out $COCO_ROOT/annotations/person_keypoints_mini.json
    python tools/train.py \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-mobilenetv2_1xb4-250e_coco-mini-480x480.py
"""

_base_ = [
    './_base_/runtime_12e.py',
    './_base_/datasets/synthetic.py',
    './_base_/models/mask_rcnn_mobilenetv2_fpn.py',
    './_base_/models/poseur_head_small.py',
]

data_root = '{{$COCO_ROOT:data/coco}}'

model = dict(
    roi_head=dict(
        max_keypoint_queries=600,
        keypoint_head=dict(_base_.poseur_keypoint_head, metainfo=_base_.metainfo),
    ),
    train_cfg=dict(rcnn=dict(sampler=dict(num=64))),
    test_cfg=dict(rcnn=dict(keypoint_score=_base_.laplace_score)),
)

pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(type='mmdet.LoadKeypointAnnotations'),
    dict(type='mmdet.KeypointResize', scale=(480, 480), keep_ratio=True),
    dict(type='mmdet.PackKeypointDetInputs'),
]
photographs = dict(
    data_root=data_root,
    ann_file='annotations/person_keypoints_mini.json',
    data_prefix=dict(img='train2017/'),
    pipeline=pipeline,
)
train_dataloader = dict(batch_size=4, dataset=photographs)
val_dataloader = dict(batch_size=4, dataset=photographs)
test_dataloader = val_dataloader
val_evaluator = dict(ann_file=f'{data_root}/annotations/person_keypoints_mini.json')
test_evaluator = val_evaluator

train_cfg = dict(max_epochs=250, val_interval=50)
param_scheduler = [
    dict(_base_.param_scheduler[0], end=50),
    dict(_base_.param_scheduler[1], end=250),
]
default_hooks = dict(logger=dict(interval=2), checkpoint=dict(interval=50))
