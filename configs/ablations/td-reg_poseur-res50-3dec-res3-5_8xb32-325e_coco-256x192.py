"""Table 1d, features of Res3-5.

Paper: 74.4 AP, 28.9 M parameters, 4.28 GFLOPs; 74.7 AP with all four levels.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-res3-5_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(
    backbone=dict(out_indices=(1, 2, 3)),
    neck=dict(in_channels=[512, 1024, 2048]),
    head=dict(num_levels=3),
)
