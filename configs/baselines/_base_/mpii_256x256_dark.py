"""mpii_256x256.py with DARK's heatmaps of 64x64 as targets."""

_base_ = '../../_base_/datasets/mpii_256x256.py'

codec = dict(type='DarkHeatmap', input_size=(256, 256), heatmap_size=(64, 64), sigma=2)
crop = dict(type='CropAndEncode', codec=codec, minus_one=True)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
