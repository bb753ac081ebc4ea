"""Small Mask R-CNN for people on a narrow ResNet-18 from scratch, no keypoint head."""

_base_ = ['../../../_base_/backbones/resnet50.py', './mask_rcnn_small.py']

model = dict(
    **_base_.mask_rcnn,
    backbone=dict(
        depth=18, stem_channels=16, base_channels=16, norm_eval=False, init_cfg=None
    ),
    neck=dict(type='FPN', in_channels=[16, 32, 64, 128], out_channels=64, num_outs=4),
)
