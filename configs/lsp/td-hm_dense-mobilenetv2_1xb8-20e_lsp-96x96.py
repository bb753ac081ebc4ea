"""Heatmaps, top-down neck, MobileNetV2, Leeds Sports Pose 96x96.

The network is that of Poseur with dense supervision up to the neck. A 1x1 convolution
on its finest level gives heatmaps of 24x24.

    python tools/train.py \
        configs/lsp/td-hm_dense-mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96_heatmap.py',
    './_base_/heatmap_dense_mobilenetv2.py',
]

model = dict(head=dict(decoder=_base_.codec))
