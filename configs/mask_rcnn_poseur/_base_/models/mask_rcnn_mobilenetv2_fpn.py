"""Small Mask R-CNN for people on mmpose's MobileNetV2, without a keypoint head."""

_base_ = ['../../../_base_/backbones/mobilenetv2.py', './mask_rcnn_small.py']

model = dict(
    **_base_.mask_rcnn,
    backbone=dict(_scope_='mmpose', norm_eval=True),
    neck=dict(type='FPN', in_channels=[24, 32, 96, 1280], out_channels=64, num_outs=4),
)
