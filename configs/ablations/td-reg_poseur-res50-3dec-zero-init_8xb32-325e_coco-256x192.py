"""Sampling offsets and attention start from zero weights, as in Deformable DETR.

The official code starts them from Xavier weights.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-zero-init_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

attention = dict(cross_attention=dict(zero_init=True))
model = dict(head=dict(query_decoder=dict(layer=attention)))
