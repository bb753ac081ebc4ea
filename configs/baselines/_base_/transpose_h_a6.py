"""TransPose-H-A6: six encoder layers on the finest map of HRNet-W48's third stage.

Configs add the decoder, which is the codec with the crop size.
"""

_base_ = ['../../_base_/backbones/hrnet_w48_stage3.py', './heads.py']

model = dict(
    head=dict(
        type='TransPoseHead',
        in_channels=48,
        out_channels=17,
        embed_dims=96,
        num_layers=6,
        num_heads=1,
        ffn_channels=192,
        dropout=0.1,
        loss=_base_.heatmap_head['loss'],
    ),
    test_cfg=dict(_base_.heatmap_test, shift_heatmap=False),
)
