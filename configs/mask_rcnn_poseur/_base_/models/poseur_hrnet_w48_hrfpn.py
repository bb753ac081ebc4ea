"""Mask R-CNN + Poseur on HRNet-W48 and HRFPN."""

_base_ = ['./mask_rcnn_hrnet_w48_hrfpn.py', './poseur_head.py']

model = dict(
    roi_head=dict(keypoint_head=_base_.poseur_keypoint_head),
    test_cfg=dict(rcnn=dict(keypoint_score=_base_.laplace_score)),
)
