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
    '../_base_/backbones/mobilenetv2.py',
    '../baselines/_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=1280,
        out_channels=16,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
