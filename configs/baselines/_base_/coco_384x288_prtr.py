"""coco_384x288.py with PRTR's targets: keypoints outside of the crop count, too.

Keypoint scores are probabilities. That of an instance is its box score times their
mean, as with heatmaps.
"""

_base_ = '../../_base_/datasets/coco_384x288.py'

codec = dict(type='PRTRLabel', input_size=(288, 384))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
