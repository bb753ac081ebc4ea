"""Table 2b, crops of 128x128.

Paper: 67.1 AP, 1.55 GFLOPs; SimpleBaseline 59.3 AP.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec_8xb32-325e_coco-128x128.py 8
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/schedules/adamw_325e.py',
    '../_base_/datasets/coco_128x128.py',
    '../_base_/models/poseur.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        query_decoder=dict(num_layers=3),
    )
)
