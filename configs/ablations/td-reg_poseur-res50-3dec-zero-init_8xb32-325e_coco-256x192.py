"""Sampling offsets and attention start from zero weights, as in Deformable DETR.

The release starts them from xavier weights.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-zero-init_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

attention = dict(cross_attention=dict(zero_init=True))
model = dict(head=dict(query_decoder=dict(layer=attention)))
