"""Flows with a prior of mean 0, as in the paper and RLE.

The official code has mean 0.5.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-zero-prior_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

flow = dict(type='PoseurRealNVP', prior_mean=0.0)
model = dict(head=dict(coarse_loss=dict(flow=flow), decoder_loss=dict(flow=flow)))
