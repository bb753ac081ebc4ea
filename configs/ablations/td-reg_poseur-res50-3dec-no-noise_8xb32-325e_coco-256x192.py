"""Tables 1a "Ours" and 1b without noisy reference points.

Paper: 73.7 AP, 74.3 AP with noise (1b). The 72.9 AP of 1a are taken for the same
model, of which the paper says nothing.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-no-noise_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(keypoint_encoder=dict(noisy_points=None)))
