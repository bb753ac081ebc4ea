"""coco_256x192.py with heatmaps of 64x48 as targets."""

_base_ = '../../_base_/datasets/coco_256x192.py'

codec = dict(type='MSRAHeatmap', input_size=(192, 256), heatmap_size=(48, 64), sigma=2)
train_pipeline = [
    *_base_.augmentation,
    dict(type='TopdownAffine', input_size=codec['input_size']),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
