"""Poseur with dense supervision, MobileNetV2, six decoder layers, COCO 256x192.

Not in the paper and not trained yet. Decoder, noise, data and schedule are those of the
official model; neck, proposals and supervision are not.

    bash tools/dist_train.sh \
    configs/poseur_dense/td-reg_poseur-dense-mobilenetv2_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../_base_/default_runtime.py',
    '../_base_/schedules/adamw_325e.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mobilenetv2_dense.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
