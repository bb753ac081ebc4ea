"""No gradient between the references of the layers.

In the official code it flows; DETR-like detectors stop it.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-detached_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(detach_references=True)))
