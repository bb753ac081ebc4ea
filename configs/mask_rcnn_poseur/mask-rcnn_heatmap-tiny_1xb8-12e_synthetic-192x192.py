"""The small Mask R-CNN with heatmaps in place of Poseur.

Backbone, boxes, data and schedule are the same, for comparison.

    python tools/train.py \
        configs/mask_rcnn_poseur/mask-rcnn_heatmap-tiny_1xb8-12e_synthetic-192x192.py
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
            type='RoIHeatmapHead',
            metainfo=_base_.metainfo,
            in_channels=64,
            conv_channels=64,
            num_convs=4,
        ),
    ),
)
