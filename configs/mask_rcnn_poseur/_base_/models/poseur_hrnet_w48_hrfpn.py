"""Mask R-CNN + Poseur on HRNet-W48 and HRFPN.

The weights are those of HRNetV2's ImageNet classifier, as in mmdet's models.
"""

_base_ = './poseur_r50_fpn.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='HRNet',
        extra=dict(
            stage1=dict(
                num_modules=1,
                num_branches=1,
                block='BOTTLENECK',
                num_blocks=(4,),
                num_channels=(64,),
            ),
            stage2=dict(
                num_modules=1,
                num_branches=2,
                block='BASIC',
                num_blocks=(4, 4),
                num_channels=(48, 96),
            ),
            stage3=dict(
                num_modules=4,
                num_branches=3,
                block='BASIC',
                num_blocks=(4, 4, 4),
                num_channels=(48, 96, 192),
            ),
            stage4=dict(
                num_modules=3,
                num_branches=4,
                block='BASIC',
                num_blocks=(4, 4, 4, 4),
                num_channels=(48, 96, 192, 384),
            ),
        ),
        init_cfg=dict(
            type='Pretrained',
            checkpoint='https://download.openmmlab.com/pretrain/third_party/'
            'hrnetv2_w48-d2186c55.pth',
        ),
    ),
    neck=dict(
        _delete_=True,
        type='HRFPN',
        in_channels=[48, 96, 192, 384],
        out_channels=256,
    ),
)
