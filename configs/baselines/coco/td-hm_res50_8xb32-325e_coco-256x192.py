"""SimpleBaseline, ResNet-50, COCO 256x192.

Paper, Table 2a: 72.4 AP, 8.27 GFLOPs (Poseur: 75.4 AP); Table 2b has 71.0 AP,
Table 5 cites 70.4 AP.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_res50_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/resnet50.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=2048,
        out_channels=17,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
