"""Poseur, MobileNetV2, three decoder layers, Leeds Sports Pose 96x96.

Data, augmentation and schedule are those of the other models in this folder. Settings
for Poseur alone: _base_/poseur_mobilenetv2.py and the rate of `fc_mu`.

    python tools/train.py \
        configs/lsp/td-reg_poseur-mobilenetv2-3dec_1xb8-20e_lsp-96x96.py
"""

_base_ = './td-reg_poseur-mobilenetv2_1xb8-20e_lsp-96x96.py'

model = dict(head=dict(query_decoder=dict(num_layers=3)))
