"""PRTR, two-stage variant, ResNet-50, COCO 512x384, as its authors train it.

PRTR's authors: 71.0 AP, 18.8 GFLOPs, with DETR's boxes. Augmentation, schedule, test
and order of colors (BGR) are those of the authors; their checkpoints fit after
conversion (docs/official_weights.md).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-reg_prtr-res50_4xb32-200e_coco-512x384_official.py 4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_200e_resnet.py',
    '../_base_/coco_512x384_prtr_official.py',
    '../_base_/prtr_resnet50.py',
]

model = dict(
    data_preprocessor=dict(bgr_to_rgb=False),
    head=dict(metainfo=_base_.metainfo, decoder=_base_.codec),
    test_cfg=dict(shift_coords=False),
)
