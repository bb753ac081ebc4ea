"""Mask R-CNN + RLE, ResNet-101, COCO.

Paper, Table 3: 66.7 AP on COCO val2017.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_rle-r101-fpn_180k_coco.py 8
"""

_base_ = './mask-rcnn_rle-r50-fpn_180k_coco.py'

model = dict(
    backbone=dict(depth=101, init_cfg=dict(checkpoint='torchvision://resnet101')),
)
