"""No gradient between the references of the layers.

The release lets it flow; DETR-like detectors stop it.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-detached_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(query_decoder=dict(detach_references=True)))
