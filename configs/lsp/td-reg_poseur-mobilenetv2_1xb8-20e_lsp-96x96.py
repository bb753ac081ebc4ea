"""Poseur, MobileNetV2, six decoder layers, Leeds Sports Pose 96x96.

Data, augmentation and schedule are those of the other models in this folder. Settings
for Poseur alone: _base_/poseur_mobilenetv2.py and the rate of `fc_mu`.

    python tools/train.py \
        configs/lsp/td-reg_poseur-mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96.py',
    './_base_/poseur_mobilenetv2.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
