"""SimpleBaseline, MobileNetV2, COCO 256x192.

Paper, Table 2a: 65.9 AP, 4.55 GFLOPs (Poseur: 71.9 AP, 0.52 GFLOPs).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_mobilenetv2_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_heatmap.py',
    '../../_base_/backbones/mobilenetv2.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=1280,
        out_channels=17,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
