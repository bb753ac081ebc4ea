"""Heatmaps, top-down neck, MobileNetV2, Leeds Sports Pose 128x128.

The network is that of Poseur with dense supervision up to the neck. A 1x1 convolution
on its finest level gives heatmaps of 32x32.

    python tools/train.py \
        configs/lsp/td-hm_dense-mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_heatmap.py',
    './_base_/heatmap_dense_mobilenetv2.py',
]

model = dict(head=dict(decoder=_base_.codec))
