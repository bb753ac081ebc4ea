"""Mask R-CNN + Poseur on ResNet-50 and FPN."""

_base_ = ['./mask_rcnn_r50_fpn.py', './poseur_head.py']

model = dict(
    roi_head=dict(keypoint_head=_base_.poseur_keypoint_head),
    test_cfg=dict(rcnn=dict(keypoint_score=_base_.laplace_score)),
)
