"""Mask R-CNN + RLE: keypoints from average pooling and a linear layer (Table 3).

The coarse branch of Poseur alone, with RLE's keypoint score.
"""

_base_ = './mask_rcnn_r50_fpn.py'

model = dict(
    roi_head=dict(
        keypoint_head=dict(
            _scope_='mmpose',
            type='RoIRLEHead',
            in_channels=256,
            conv_channels=512,
            num_convs=8,
            coarse_branch=dict(type='CoarseBranch', bias_init=0.5, sigma_std=0.01),
            coarse_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
        ),
    ),
    test_cfg=dict(rcnn=dict(keypoint_score=dict(type='rle'))),
)
