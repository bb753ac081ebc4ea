"""Class embeddings start with a standard deviation of 1 instead of Xavier's 0.09.

Short runs gain much from it (docs/studies/levers.md). The gain over a whole schedule is
not known.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-large-class_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(keypoint_encoder=dict(class_std=1.0)))
