"""Poseur with dense supervision, ResNet-50, three decoder layers, COCO 256x192.

Not in the paper and not trained yet. Compare with configs/ablations, whose ResNet-50
has three layers, too.

    bash tools/dist_train.sh \
        configs/poseur_dense/td-reg_poseur-dense-res50-3dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-dense-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=3)))
