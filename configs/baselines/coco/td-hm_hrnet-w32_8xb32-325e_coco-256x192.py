"""Heatmaps of the finest branch, HRNet-W32, COCO 256x192.

Paper, Table 2a: 75.0 AP, 7.68 GFLOPs (Poseur: 76.9 AP); Table 5 cites 74.4 AP.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrnet-w32_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/models/hrnet_w32.py',
]

model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=False))),
    neck=None,
    head=dict(
        _delete_=True,
        type='HeatmapHead',
        in_channels=32,
        out_channels=17,
        deconv_out_channels=None,
        loss=dict(type='KeypointMSELoss', use_target_weight=True),
        decoder=_base_.codec,
    ),
    test_cfg=dict(
        _delete_=True, flip_test=True, flip_mode='heatmap', shift_heatmap=True
    ),
)
