"""Heatmaps of the finest branch, HRNet-W32, COCO 256x192.

Paper, Table 2a: 75.0 AP, 7.68 GFLOPs (Poseur: 76.9 AP); Table 5 cites 74.4 AP.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrnet-w32_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/hrnet_w32.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=32,
        out_channels=17,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
