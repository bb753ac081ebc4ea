"""Table S4: MSDA, values projected before they are sampled.

Paper: 73.6 AP, 1.25 GFLOPs in the decoder; EMSDA 73.6 AP, 0.44 GFLOPs.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-msda_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

attention = dict(cross_attention=dict(type='MSDA'))
model = dict(head=dict(query_decoder=dict(layer=attention)))
