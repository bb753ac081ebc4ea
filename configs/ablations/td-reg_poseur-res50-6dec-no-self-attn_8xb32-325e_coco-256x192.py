"""Table S2 without self-attention.

Paper: 74.0 AP; 75.5 AP with it.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-6dec-no-self-attn_8xb32-325e_coco-256x192.py 8
"""

_base_ = '../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(layer=dict(self_attention=False))))
