"""RLE, HRNet-W32, COCO 256x192.

Paper, Table 5: 74.3 AP, 7.1 GFLOPs (Poseur: 76.9 AP). All branches are pooled.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-reg_rle-hrnet-w32_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/backbones/hrnet_w32.py',
    '../_base_/heads.py',
]

model = dict(
    backbone=dict(extra=dict(stage4=dict(multiscale_output=True))),
    neck=dict(type='PooledLevels'),
    head=dict(
        in_channels=480,
        num_joints=17,
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
        **_base_.rle_head,
    ),
    test_cfg=_base_.regression_test,
)
optim_wrapper = dict(type='OptimWrapper')  # the head does not support half precision
