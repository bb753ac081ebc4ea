"""coco_64x64.py with heatmaps of 16x16 as targets.

The paper does not give their sigma; the value is our choice.
"""

_base_ = '../../_base_/datasets/coco_64x64.py'

codec = dict(type='MSRAHeatmap', input_size=(64, 64), heatmap_size=(16, 16), sigma=1)
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
