"""Poseur, ResNet-50, six decoder layers, on your own data: dogs 256x192.

Model and schedule are those of the paper, for tens of thousands of pictures.

    python tools/train.py \
        configs/own_data/td-reg_poseur-res50_8xb32-325e_dogs-256x192.py
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/schedules/adamw_325e.py',
    '../_base_/models/poseur.py',
    './_base_/dogs.py',
]

crop = dict(_base_.crop, use_dataset_keypoint_weights=True)
train_dataloader = dict(
    dataset=dict(pipeline=[*_base_.augmentation, crop, _base_.pack])
)

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
