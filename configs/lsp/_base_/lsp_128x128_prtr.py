"""Leeds Sports Pose, crops of 128x128; keypoints outside of the crop are targets."""

_base_ = './lsp_128x128.py'

codec = dict(type='PRTRLabel', input_size=(128, 128))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
