"""Mask R-CNN + RLE, ResNet-50, COCO.

Table 3 of the paper has it with ResNet-101 only.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_rle-r50-fpn_180k_coco.py 8
"""

_base_ = [
    './_base_/default_runtime.py',
    './_base_/datasets/coco_lsj.py',
    './_base_/schedules/sgd_180k.py',
    './_base_/models/rle_r50_fpn.py',
]

model = dict(roi_head=dict(keypoint_head=dict(metainfo=_base_.metainfo)))
