"""SimpleBaseline, ResNet-152, COCO 256x192.

Paper, Table 5: 72.0 AP, 15.7 GFLOPs (Poseur: 76.3 AP, 11.9 GFLOPs).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_res152_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/resnet152.py',
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
