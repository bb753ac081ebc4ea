"""PRTR, two-stage variant, ResNet-101, COCO 512x384.

PRTR's authors: 72.0 AP, 33.4 GFLOPs, with DETR's boxes. Augmentation, epochs and boxes
are those of configs/poseur; the authors' own are in the config that ends in _official.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-reg_prtr-res101_8xb32-325e_coco-512x384.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_325e_resnet.py',
    '../_base_/coco_512x384_prtr.py',
    '../_base_/prtr_resnet101.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
