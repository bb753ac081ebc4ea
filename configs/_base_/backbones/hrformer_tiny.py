"""HRFormer-T: the finest of four branches, stride 4, without relative position bias.

``extra.stage4.multiscale_output`` gives all branches, strides 4 to 32.

OpenMMLab publishes no ImageNet weights of HRFormer-T. Place the file of HRFormer's
authors as hrformer_tiny.pth in the folder that POSEUR_PRETRAINED_DIR names. The drop
path rate is that of mmpose's HRFormer-S, since mmpose has no HRFormer-T.
"""

_base_ = '../topdown.py'

model = dict(
    backbone=dict(
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
            ),
        ),
        init_cfg=dict(
            type='Pretrained',
            checkpoint='{{$POSEUR_PRETRAINED_DIR:data/pretrained}}/hrformer_tiny.pth',
        ),
    ),
)
