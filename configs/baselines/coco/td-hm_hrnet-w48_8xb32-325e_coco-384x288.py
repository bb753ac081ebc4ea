"""Heatmaps of the finest branch, HRNet-W48, COCO 384x288.

Paper, Table 5: 76.3 AP, 32.9 GFLOPs (Poseur: 78.8 AP, 33.6 GFLOPs).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrnet-w48_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_384x288_strong_heatmap.py',
    '../../_base_/backbones/hrnet_w48.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=48,
        out_channels=17,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
