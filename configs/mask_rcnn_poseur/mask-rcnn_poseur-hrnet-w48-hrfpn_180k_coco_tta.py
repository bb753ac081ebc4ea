"""Mask R-CNN + Poseur, HRNet-W48, COCO, tested with flips and on several scales.

Paper, Table 3: 70.8 AP on COCO val2017 (70.1 with one view).

    python tools/test.py \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-hrnet-w48-hrfpn_180k_coco_tta.py \
        CHECKPOINT.pth
"""

_base_ = ['./mask-rcnn_poseur-hrnet-w48-hrfpn_180k_coco.py', './_base_/tta.py']

custom_hooks = [*_base_.custom_hooks, _base_.tta_hook]
test_dataloader = dict(dataset=dict(pipeline=_base_.tta_pipeline))
