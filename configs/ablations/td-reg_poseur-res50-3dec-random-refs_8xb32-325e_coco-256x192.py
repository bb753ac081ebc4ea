"""Table 1b as described in Sec. 3.1: a second query set at random coordinates.

Paper: 74.3 AP with noisy reference points, 73.7 AP without.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-random-refs_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

noisy_points = dict(_delete_=True, type='RandomReferencePoints', num_copies=1)
model = dict(head=dict(keypoint_encoder=dict(noisy_points=noisy_points)))
