"""Queries as Sec. 3.1 words them: class embedding + encoding of the proposal.

The release encodes more and keeps the class embedding apart (docs/model_options.md).

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-paper-query_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(keypoint_encoder=dict(query='paper')))
