"""Mask R-CNN + Poseur, ResNet-101, COCO.

Paper, Table 3: 68.6 AP on COCO val2017.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-r101-fpn_180k_coco.py 8
"""

_base_ = [
    './_base_/default_runtime.py',
    './_base_/datasets/coco_lsj.py',
    './_base_/schedules/sgd_180k.py',
    './_base_/models/poseur_r50_fpn.py',
]

model = dict(
    backbone=dict(depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')),
    roi_head=dict(keypoint_head=dict(metainfo=_base_.metainfo)),
)
