"""Losses divided by the batch size alone, as for the official COCO weights.

All terms are larger by a factor of the number of queries.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-per-batch_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(
    head=dict(coarse_loss=dict(divisor='batch'), decoder_loss=dict(divisor='batch'))
)
