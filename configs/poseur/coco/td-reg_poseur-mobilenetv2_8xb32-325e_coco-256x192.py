"""Poseur, MobileNetV2, six decoder layers, COCO 256x192.

Paper, Table 5: 71.9 AP on COCO val2017 with flip test, 0.5 GFLOPs; 11.4 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/models/mobilenetv2.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
