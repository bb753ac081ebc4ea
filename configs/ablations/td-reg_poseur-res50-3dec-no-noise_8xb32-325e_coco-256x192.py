"""Tables 1a "Ours" and 1b without noisy reference points.

Paper: 73.7 AP, 74.3 AP with noise (1b). We assume that the 72.9 AP of 1a are for the
same model; the paper does not say.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-no-noise_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(keypoint_encoder=dict(noisy_points=None)))
