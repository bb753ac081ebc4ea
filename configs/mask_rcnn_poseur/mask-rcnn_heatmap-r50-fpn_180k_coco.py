"""Mask R-CNN with heatmaps, ResNet-50, COCO.

Paper, Table 3: 66.0 AP on COCO val2017 with ResNet-101.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_heatmap-r50-fpn_180k_coco.py 8
"""

_base_ = [
    './_base_/default_runtime.py',
    './_base_/datasets/coco_lsj.py',
    './_base_/schedules/sgd_180k.py',
    './_base_/models/heatmap_r50_fpn.py',
]

model = dict(roi_head=dict(keypoint_head=dict(metainfo=_base_.metainfo)))
