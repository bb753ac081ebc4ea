"""SimpleBaseline, MobileNetV2, Leeds Sports Pose 64x64.

Three deconvolutions after the backbone give heatmaps of 16x16.

PCKh@0.5 36.8 (both of two seeds) after 38 minutes on one CPU core; a constant
pose has 8.4.

    python tools/train.py \
        configs/lsp/td-hm_mobilenetv2_1xb8-20e_lsp-64x64.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_64x64_heatmap.py',
    './_base_/heatmap_mobilenetv2.py',
]

model = dict(head=dict(decoder=_base_.codec))
