"""Poseur, HRFormer-B, six decoder layers, COCO 256x192.

Paper, Table 5: 78.9 AP on COCO val2017 with flip test, 12.6 GFLOPs; 53.1 M parameters.
Colors are distorted and an ellipse is cut out of each training crop.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-hrformer-base_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer_base.py',
    '../../_base_/datasets/coco_256x192_strong.py',
    '../../_base_/models/hrformer_base.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
