"""Start of the coarse bias as in the official code, near the top-left corner.

The default here is the center of the crop.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-corner-start_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(coarse_branch=dict(bias_init=None)))
