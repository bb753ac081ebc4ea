"""Poseur, HRFormer-S, three decoder layers, COCO 256x192.

Paper, Table 5: 76.6 AP on COCO val2017 with flip test, 3.0 GFLOPs; 12.5 M parameters.

    bash tools/dist_train.sh \
      configs/poseur/coco/td-reg_poseur-hrformer-small-3dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/models/hrformer_small.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        query_decoder=dict(num_layers=3),
    )
)
