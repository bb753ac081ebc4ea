"""Mask R-CNN + Poseur with dense supervision, ResNet-50, COCO.

Not in the paper and not trained yet. The decoder is that of the paper; see
_base_/models/dense.py for the rest.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-dense-r50-fpn_180k_coco.py 8
"""

_base_ = ['./mask-rcnn_poseur-r50-fpn_180k_coco.py', './_base_/models/dense.py']

model = dict(roi_head=_base_.dense_roi_head)
