"""Heatmaps on MobileNetV2 with the neck of Poseur with dense supervision.

One 1x1 convolution on the finest level of the neck, stride 4, gives the heatmaps; there
are no deconvolutions. Backbone and neck have the names that they have in Poseur, which
can start from their weights (docs/pretrained_backbones.md). Configs add the decoder,
which is the codec with the crop size.
"""

_base_ = [
    '../../_base_/backbones/mobilenetv2.py',
    '../../_base_/heads/poseur_dense.py',
    '../../baselines/_base_/heads.py',
]

model = dict(
    neck=dict(
        in_channels=[24, 32, 96, 1280], out_indices=(0,), **_base_.top_down_mapper
    ),
    head=dict(
        in_channels=256,
        out_channels=16,
        deconv_out_channels=None,
        deconv_kernel_sizes=None,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
