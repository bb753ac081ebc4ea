"""SimpleBaseline on MobileNetV2: three deconvolutions, heatmaps of stride 4.

Configs add the decoder, which is the codec with the crop size.
"""

_base_ = ['../../_base_/backbones/mobilenetv2.py', '../../baselines/_base_/heads.py']

model = dict(
    head=dict(in_channels=1280, out_channels=16, **_base_.heatmap_head),
    test_cfg=_base_.heatmap_test,
)
