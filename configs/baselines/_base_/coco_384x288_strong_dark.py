"""coco_384x288_strong.py with DARK's heatmaps of 96x72 as targets."""

_base_ = '../../_base_/datasets/coco_384x288_strong.py'

codec = dict(type='DarkHeatmap', input_size=(288, 384), heatmap_size=(72, 96), sigma=3)
crop = dict(type='CropAndEncode', codec=codec, minus_one=True)
train_pipeline = [
    *_base_.augmentation,
    crop,
    *_base_.strong_augmentation,
    _base_.pack,
]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
