"""Poseur, ViT-B, six decoder layers, COCO 256x192.

An official model that is not in the paper; 99.7 M parameters. Each block learns at 0.75
of the rate of the next one. Colors are distorted and an ellipse is cut out of each
training crop.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-vit-base_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192_strong.py',
    '../../_base_/models/vit_base.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))

optim_wrapper = dict(
    constructor='LayerDecayConstructor',
    paramwise_cfg=dict(num_layers=12, layer_decay_rate=0.75),
)
