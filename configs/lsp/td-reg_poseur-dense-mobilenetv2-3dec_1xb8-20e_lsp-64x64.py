"""Poseur with dense supervision, MobileNetV2, three layers, Leeds Sports Pose 64x64.

Data, augmentation and schedule are those of the other models in this folder.

A map of stride 8 has only 8x8 cells here. Proposals therefore come from the finest
level of the neck, stride 4, which has 16x16. Dense supervision adds the other levels.

    python tools/train.py \
        configs/lsp/td-reg_poseur-dense-mobilenetv2-3dec_1xb8-20e_lsp-64x64.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_64x64.py',
    './_base_/poseur_dense_mobilenetv2.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        coarse_level=0,
        dense_supervision=dict(levels=(1, 2, 3)),
    )
)
