"""RLE, MobileNetV2, COCO 256x192.

One linear layer on pooled features. Not in the paper.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-reg_rle-mobilenetv2_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/backbones/mobilenetv2.py',
    '../_base_/heads.py',
]

model = dict(
    neck=dict(type='GlobalAveragePooling'),
    head=dict(
        in_channels=1280,
        num_joints=17,
        decoder=dict(type='RegressionLabel', input_size=_base_.codec['input_size']),
        **_base_.rle_head,
    ),
    test_cfg=_base_.regression_test,
)
optim_wrapper = dict(type='OptimWrapper')  # the head does not support half precision
