"""Table S3: one decoder layer, used six times.

Paper: 75.0 AP, 26.2 M parameters; 75.5 AP with six layers of their own.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-6dec-shared_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_6dec.py'

model = dict(head=dict(query_decoder=dict(share_weights=True)))
