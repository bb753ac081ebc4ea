"""coco_128x128.py with heatmaps of 32x32 as targets.

The paper does not give their sigma; the value is our choice.
"""

_base_ = '../../_base_/datasets/coco_128x128.py'

codec = dict(
    type='MSRAHeatmap', input_size=(128, 128), heatmap_size=(32, 32), sigma=1.5
)
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
