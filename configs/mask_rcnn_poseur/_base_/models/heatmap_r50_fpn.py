"""Mask R-CNN's own keypoint head: heatmaps of 56x56 from pooled 14x14 (Table 3)."""

_base_ = './mask_rcnn_r50_fpn.py'

model = dict(
    roi_head=dict(
        keypoint_head=dict(
            _scope_='mmpose',
            type='RoIHeatmapHead',
            in_channels=256,
            conv_channels=512,
            num_convs=8,
        ),
    ),
)
