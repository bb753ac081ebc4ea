"""Poseur with dense supervision, MobileNetV2, three layers, Leeds Sports Pose 128x128.

Data, augmentation and schedule are those of the other models in this folder.

    python tools/train.py \
        configs/lsp/td-reg_poseur-dense-mobilenetv2-3dec_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128.py',
    './_base_/poseur_dense_mobilenetv2.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
