"""Poseur, ResNet-50, six decoder layers, COCO 384x288.

Not in the paper; 33.3 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_384x288.py',
    '../../_base_/models/poseur.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
