"""Heatmaps of the finest branch, HRNet-W32, MPII 256x256.

Paper, Table 4: 90.1 PCKh@0.5 (Poseur: 90.5).

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-hm_hrnet-w32_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/mpii_256x256_heatmap.py',
    '../../_base_/backbones/hrnet_w32.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=32,
        out_channels=16,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
