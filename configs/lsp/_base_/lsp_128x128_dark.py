"""Leeds Sports Pose, crops of 128x128, with DARK's heatmaps of 32x32 as targets."""

_base_ = './lsp_128x128.py'

codec = dict(
    type='DarkHeatmap',
    input_size=(128, 128),
    heatmap_size=(32, 32),
    sigma=1.5,
    blur_kernel_size=7,
)
crop = dict(type='CropAndEncode', codec=codec, minus_one=True)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
