"""SimpleBaseline, ResNet-152, MPII 256x256.

Paper, Table 4: 89.6 PCKh@0.5.

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-hm_res152_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/mpii_256x256_heatmap.py',
    '../../_base_/backbones/resnet152.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=2048,
        out_channels=16,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
