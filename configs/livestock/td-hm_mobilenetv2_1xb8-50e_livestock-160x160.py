"""SimpleBaseline, MobileNetV2, livestock 160x160.

Three deconvolutions after the backbone give heatmaps of 40x40.

    python tools/train.py \
        configs/livestock/td-hm_mobilenetv2_1xb8-50e_livestock-160x160.py
"""

_base_ = [
    './_base_/runtime_50e.py',
    './_base_/livestock_160x160_heatmap.py',
    '../lsp/_base_/heatmap_mobilenetv2.py',
]

model = dict(head=dict(out_channels=18, decoder=_base_.codec))
