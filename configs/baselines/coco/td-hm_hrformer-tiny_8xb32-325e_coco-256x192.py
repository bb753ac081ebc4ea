"""Heatmaps of the finest branch, HRFormer-T, COCO 256x192.

Paper, Table 5: 70.9 AP, 1.3 GFLOPs (Poseur, 3 decoder layers: 74.3 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrformer-tiny_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/hrformer_tiny.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=18,
        out_channels=17,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
