"""Heatmaps of the finest branch, HRFormer-B, COCO 256x192.

Paper, Table 5: 75.6 AP, 12.2 GFLOPs (Poseur: 78.9 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrformer-base_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer_base.py',
    '../_base_/coco_256x192_strong_heatmap.py',
    '../../_base_/backbones/hrformer_base.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=78,
        out_channels=17,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
