"""SimpleBaseline, MobileNetV2, Leeds Sports Pose 128x128.

Three deconvolutions after the backbone give heatmaps of 32x32.

PCKh@0.5 60.1 (seed 0) after 75 minutes on one CPU core; a constant pose has 8.4.

    python tools/train.py \
        configs/lsp/td-hm_mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_heatmap.py',
    './_base_/heatmap_mobilenetv2.py',
]

model = dict(head=dict(decoder=_base_.codec))
