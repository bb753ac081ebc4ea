"""Livestock, crops of 160x160, with heatmaps of 40x40 as targets."""

_base_ = './livestock_160x160.py'

codec = dict(
    type='MSRAHeatmap', input_size=(160, 160), heatmap_size=(40, 40), sigma=1.75
)
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
