"""Can Poseur fit a handful of real people? MobileNetV2 at 128x96, no augmentation.

A check on a small extract of COCO (tens of images) in COCO's own layout: a correct
model memorizes its training images almost perfectly, in about 8 minutes on 2 CPU cores.
Noisy reference points and dropout are off. So is the flip test, since the model never
sees mirrored images. Measured: 0.94 AP on the training images (docs/coco_mini.md).

    COCO_ROOT=data/coco_mini POSEUR_PRETRAINED_DIR=weights python tools/train.py \
        configs/poseur/coco/td-reg_poseur-mobilenetv2_1xb32-150e_coco-mini-128x96.py
"""

_base_ = './td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'

codec = dict(type='PoseurLabel', input_size=(96, 128))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.loading, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

model = dict(
    head=dict(
        decoder=codec,
        keypoint_encoder=dict(noisy_points=None),
        query_decoder=dict(layer=_base_.no_dropout),
    ),
    test_cfg=dict(flip_test=False),
)

train_dataloader = dict(num_workers=1, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(
    num_workers=1, dataset=dict(bbox_file=None, pipeline=val_pipeline)
)
test_dataloader = val_dataloader

train_cfg = dict(max_epochs=150, val_interval=50)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=50, start_factor=0.001, by_epoch=False),
    dict(type='MultiStepLR', end=150, milestones=[112, 135], gamma=0.1, by_epoch=True),
]
default_hooks = dict(logger=dict(interval=1), checkpoint=dict(interval=25))
