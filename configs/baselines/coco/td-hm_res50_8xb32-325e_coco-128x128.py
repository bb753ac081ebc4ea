"""SimpleBaseline, ResNet-50, COCO 128x128.

Paper, Table 2b: 59.3 AP, 2.76 GFLOPs (Poseur: 67.1 AP, 1.55 GFLOPs).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_res50_8xb32-325e_coco-128x128.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_128x128_heatmap.py',
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
