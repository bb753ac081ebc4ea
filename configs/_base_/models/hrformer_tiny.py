"""Poseur on the four branches of HRFormer-T, without relative position bias.

OpenMMLab publishes no ImageNet weights of HRFormer-T. Place the file of HRFormer's
authors as hrformer_tiny.pth in the folder that POSEUR_PRETRAINED_DIR names. The drop
path rate is that of mmpose's HRFormer-S, since mmpose has no HRFormer-T.
"""

_base_ = './poseur.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='HRFormerWithoutRPE',
        extra=dict(
            drop_path_rate=0.1,
            with_pad_mask=False,
            stage1=dict(
                num_modules=1,
                num_branches=1,
                block='BOTTLENECK',
                num_blocks=(2,),
                num_channels=(64,),
            ),
            stage2=dict(
                num_modules=1,
                num_branches=2,
                block='HRFORMERBLOCK',
                num_blocks=(2, 2),
                num_channels=(18, 36),
                num_heads=(1, 2),
                mlp_ratios=(4, 4),
                window_sizes=(7, 7),
            ),
            stage3=dict(
                num_modules=3,
                num_branches=3,
                block='HRFORMERBLOCK',
                num_blocks=(2, 2, 2),
                num_channels=(18, 36, 72),
                num_heads=(1, 2, 4),
                mlp_ratios=(4, 4, 4),
                window_sizes=(7, 7, 7),
            ),
            stage4=dict(
                num_modules=2,
                num_branches=4,
                block='HRFORMERBLOCK',
                num_blocks=(2, 2, 2, 2),
                num_channels=(18, 36, 72, 144),
                num_heads=(1, 2, 4, 8),
                mlp_ratios=(4, 4, 4, 4),
                window_sizes=(7, 7, 7, 7),
                multiscale_output=True,
            ),
        ),
        init_cfg=dict(
            type='Pretrained',
            checkpoint='{{$POSEUR_PRETRAINED_DIR:data/pretrained}}/hrformer_tiny.pth',
        ),
    ),
    neck=dict(in_channels=[18, 36, 72, 144]),
)
