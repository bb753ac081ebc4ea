"""Tables 1a "Ours" and 1b without noisy reference points.

Paper: 72.9 AP (1a) and 73.7 AP (1b), 74.3 AP with noise.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-no-noise_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(keypoint_encoder=dict(noisy_points=None)))
