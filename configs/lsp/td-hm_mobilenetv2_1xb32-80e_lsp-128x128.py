"""SimpleBaseline, MobileNetV2, Leeds Sports Pose 128x128.

Three deconvolutions after the backbone give heatmaps of 32x32.

    python tools/train.py \
        configs/lsp/td-hm_mobilenetv2_1xb32-80e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_80e.py',
    './_base_/lsp_128x128_heatmap.py',
    '../_base_/models/mobilenetv2.py',
]

model = dict(
    neck=None,
    head=dict(
        _delete_=True,
        type='HeatmapHead',
        in_channels=1280,
        out_channels=16,
        loss=dict(type='KeypointMSELoss', use_target_weight=True),
        decoder=_base_.codec,
    ),
    test_cfg=dict(
        _delete_=True, flip_test=True, flip_mode='heatmap', shift_heatmap=True
    ),
)
