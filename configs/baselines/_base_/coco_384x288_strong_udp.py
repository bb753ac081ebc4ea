"""coco_384x288_strong.py with unbiased heatmaps (UDP) of 96x72 as targets."""

_base_ = '../../_base_/datasets/coco_384x288_strong.py'

codec = dict(type='UDPHeatmap', input_size=(288, 384), heatmap_size=(72, 96), sigma=3)
train_pipeline = [
    *_base_.augmentation,
    dict(type='TopdownAffine', input_size=codec['input_size'], use_udp=True),
    dict(type='PoseurPhotometricDistortion'),
    dict(type='EllipseCutout'),
    dict(type='GenerateTarget', encoder=codec),
    dict(type='PackPoseInputs'),
]
val_pipeline = [
    *_base_.loading,
    dict(type='TopdownAffine', input_size=codec['input_size'], use_udp=True),
    dict(type='PackPoseInputs'),
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(score_mode='bbox_keypoint')
test_evaluator = val_evaluator
