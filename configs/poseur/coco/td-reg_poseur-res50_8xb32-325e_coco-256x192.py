"""Poseur, ResNet-50, six decoder layers, COCO 256x192.

Paper, Table 5: 75.4 AP on COCO val2017 with flip test, 4.6 GFLOPs; 33.3 M parameters.
Tables S1, S2 and S3 start from it with 75.5 AP.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/models/poseur.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
