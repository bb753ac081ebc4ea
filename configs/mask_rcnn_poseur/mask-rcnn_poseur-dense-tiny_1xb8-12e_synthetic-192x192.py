"""The small Mask R-CNN + Poseur with dense supervision.

Backbone, boxes, data and schedule are the same, for comparison. See
_base_/models/dense.py.

    python tools/train.py \
    configs/mask_rcnn_poseur/mask-rcnn_poseur-dense-tiny_1xb8-12e_synthetic-192x192.py
"""

_base_ = [
    './mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py',
    './_base_/models/dense.py',
]

model = dict(roi_head=_base_.dense_roi_head)
