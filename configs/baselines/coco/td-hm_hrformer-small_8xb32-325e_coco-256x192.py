"""Heatmaps of the finest branch, HRFormer-S, COCO 256x192.

Paper, Table 5: 74.0 AP, 2.8 GFLOPs (Poseur, 3 decoder layers: 76.6 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrformer-small_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/hrformer_small.py',
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
