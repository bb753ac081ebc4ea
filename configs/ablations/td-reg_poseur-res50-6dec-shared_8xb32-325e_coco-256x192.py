"""Table S3: one decoder layer, used six times.

Paper: 75.0 AP, 26.2 M parameters; 75.5 AP with six separate layers.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-6dec-shared_8xb32-325e_coco-256x192.py 8
"""

_base_ = '../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(share_weights=True)))
