"""Class embeddings start with a standard deviation of 1 in place of xavier's 0.09.

Few iterations gain much by it (docs/studies/levers.md); what a whole schedule gains is
not known.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-large-class_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(keypoint_encoder=dict(class_std=1.0)))
