"""Poseur, HRFormer-T, three decoder layers, COCO 256x192.

Paper, Table 5: 74.3 AP on COCO val2017 with flip test, 1.4 GFLOPs; 7.1 M parameters.

    bash tools/dist_train.sh \
       configs/poseur/coco/td-reg_poseur-hrformer-tiny-3dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/models/hrformer_tiny.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        query_decoder=dict(num_layers=3),
    )
)
