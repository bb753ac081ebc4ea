"""SimpleBaseline, MobileNetV2, Leeds Sports Pose 96x96.

Three deconvolutions after the backbone give heatmaps of 24x24.

    python tools/train.py \
        configs/lsp/td-hm_mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96_heatmap.py',
    './_base_/heatmap_mobilenetv2.py',
]

model = dict(head=dict(decoder=_base_.codec))
