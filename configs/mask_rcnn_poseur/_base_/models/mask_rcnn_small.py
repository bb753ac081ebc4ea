"""Mask R-CNN for people with 64 channels in all heads and few proposals."""

_base_ = './mask_rcnn.py'

mask_rcnn = dict(
    rpn_head=dict(
        in_channels=64,
        feat_channels=64,
        anchor_generator=dict(strides=[4, 8, 16, 32]),
    ),
    roi_head=dict(
        max_keypoint_queries=8 * 17,
        bbox_roi_extractor=dict(roi_layer=dict(sampling_ratio=1), out_channels=64),
        bbox_head=dict(in_channels=64, fc_out_channels=128),
        keypoint_roi_extractor=dict(roi_layer=dict(sampling_ratio=1), out_channels=64),
    ),
    train_cfg=dict(
        rpn_proposal=dict(nms_pre=400, max_per_img=100),
        rcnn=dict(sampler=dict(num=48)),
    ),
    test_cfg=dict(rpn=dict(nms_pre=200, max_per_img=50), rcnn=dict(max_per_img=20)),
)
