"""Leeds Sports Pose, crops of 96x96; otherwise as lsp_64x64.py."""

_base_ = './lsp_64x64.py'

codec = dict(type='PoseurLabel', input_size=(96, 96))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
