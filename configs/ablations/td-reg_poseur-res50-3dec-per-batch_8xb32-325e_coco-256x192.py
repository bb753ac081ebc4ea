"""Losses divided by the batch size alone, as when the published weights were made.

All terms are larger by the number of queries.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-per-batch_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(
    head=dict(coarse_loss=dict(divisor='batch'), decoder_loss=dict(divisor='batch'))
)
