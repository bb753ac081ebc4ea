"""Table 1d, features of Res4-5.

Paper: 74.2 AP, 28.7 M parameters, 4.18 GFLOPs; 74.7 AP with all four levels.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-res4-5_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(
    backbone=dict(out_indices=(2, 3)),
    neck=dict(in_channels=[1024, 2048]),
    head=dict(num_levels=2),
)
