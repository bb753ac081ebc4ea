"""UDP-Pose, HRNet-W32, COCO 256x192.

Paper, Table 5: 76.8 AP, 7.2 GFLOPs (Poseur: 76.9 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrnet-w32-udp_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_udp.py',
    '../../_base_/backbones/hrnet_w32.py',
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
    test_cfg=dict(_base_.heatmap_test, shift_heatmap=False),
)
