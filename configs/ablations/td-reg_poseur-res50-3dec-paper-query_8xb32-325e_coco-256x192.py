"""Queries as described in Sec. 3.1: class embedding + encoding of the proposal.

The official code encodes more and keeps the class embedding separate
(docs/model_options.md).

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-paper-query_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(keypoint_encoder=dict(query='paper')))
