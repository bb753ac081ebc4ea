"""The coarse branch pools the backbone's last stage, as described in Sec. 3.1.

The official code pools the last map of the neck.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-pool-res5_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(
    neck=dict(append_last_input=True),
    head=dict(coarse_branch=dict(in_channels=2048)),
)
