"""The small Mask R-CNN with RLE in place of Poseur.

Backbone, boxes, data and schedule are the same, for comparison.

    python tools/train.py \
        configs/mask_rcnn_poseur/mask-rcnn_rle-tiny_1xb8-12e_synthetic-192x192.py
"""

_base_ = [
    './_base_/runtime_12e.py',
    './_base_/datasets/synthetic.py',
    './_base_/models/mask_rcnn_tiny_fpn.py',
]

model = dict(
    roi_head=dict(
        keypoint_head=dict(
            _scope_='mmpose',
            type='RoIRLEHead',
            metainfo=_base_.metainfo,
            in_channels=64,
            conv_channels=64,
            num_convs=4,
            coarse_branch=dict(type='CoarseBranch', bias_init=0.5, sigma_std=0.01),
            coarse_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
        ),
    ),
    test_cfg=dict(rcnn=dict(keypoint_score=dict(type='rle'))),
)
