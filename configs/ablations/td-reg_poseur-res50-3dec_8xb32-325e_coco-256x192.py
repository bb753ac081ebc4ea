"""Table 1, where its parts start: three decoder layers.

Paper: 74.7 AP (1c, 1d, 1e); with noisy reference points, 74.3 AP (1b).

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'
