"""Poseur with dense supervision, MobileNetV2, on your own data: dogs 128x128.

The start for a few thousand pictures. Model, augmentation and schedule are those of
configs/lsp, which has 4,000 pictures: 20 epochs are 10,000 iterations there.

    python tools/train.py \
        configs/own_data/td-reg_poseur-dense-mobilenetv2-3dec_1xb8-20e_dogs-128x128.py
"""

_base_ = [
    '../lsp/_base_/runtime_20e.py',
    '../lsp/_base_/poseur_dense_mobilenetv2.py',
    './_base_/dogs.py',
]

codec = dict(type='PoseurLabel', input_size=(128, 128))
crop = dict(type='CropAndEncode', codec=codec, use_dataset_keypoint_weights=True)
train_pipeline = [*_base_.mild_augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]

train_dataloader = dict(batch_size=8, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

model = dict(head=dict(metainfo=_base_.metainfo, decoder=codec))
