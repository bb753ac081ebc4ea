"""SimCC on MobileNetV2: three deconvolutions, then two linear layers for x and y.

Each axis is divided into bins of half a pixel. Configs add the crop size, that of the
map of stride 32, and the decoder.
"""

_base_ = '../../_base_/backbones/mobilenetv2.py'

model = dict(
    head=dict(
        type='SimCCHead',
        in_channels=1280,
        out_channels=16,
        simcc_split_ratio=2.0,
        loss=dict(type='KLDiscretLoss', use_target_weight=True),
    ),
    test_cfg=dict(flip_test=True),
)
