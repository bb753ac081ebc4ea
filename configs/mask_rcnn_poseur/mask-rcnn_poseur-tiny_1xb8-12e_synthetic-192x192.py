"""A small Mask R-CNN + Poseur that learns synthetic people on two CPU cores.

A narrow ResNet-18 from scratch, pyramid and heads of 64 channels and two decoder layers
on images of 192x192.

    python tools/train.py \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py
"""

_base_ = [
    './_base_/runtime_12e.py',
    './_base_/datasets/synthetic.py',
    './_base_/models/mask_rcnn_tiny_fpn.py',
    './_base_/models/poseur_head_small.py',
]

model = dict(
    roi_head=dict(
        keypoint_head=dict(_base_.poseur_keypoint_head, metainfo=_base_.metainfo),
    ),
    test_cfg=dict(rcnn=dict(keypoint_score=_base_.laplace_score)),
)
