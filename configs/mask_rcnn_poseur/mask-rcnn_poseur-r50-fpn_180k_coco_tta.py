"""Mask R-CNN + Poseur, ResNet-50, COCO, tested with flips and on several scales.

The paper gives no AP for these views with this backbone.

    python tools/test.py \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-r50-fpn_180k_coco_tta.py \
        CHECKPOINT.pth
"""

_base_ = ['./mask-rcnn_poseur-r50-fpn_180k_coco.py', './_base_/tta.py']

custom_hooks = [*_base_.custom_hooks, _base_.tta_hook]
test_dataloader = dict(dataset=dict(pipeline=_base_.tta_pipeline))
