"""Poseur with dense supervision, MobileNetV2, three layers, livestock 160x160.

The recipe is that of configs/lsp/td-reg_poseur-dense-mobilenetv2-3dec_*.

    python tools/train.py \
        configs/livestock/td-reg_poseur-dense-mobilenetv2_1xb8-50e_livestock-160x160.py
"""

_base_ = [
    './_base_/runtime_50e.py',
    './_base_/livestock_160x160.py',
    '../lsp/_base_/poseur_dense_mobilenetv2.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
