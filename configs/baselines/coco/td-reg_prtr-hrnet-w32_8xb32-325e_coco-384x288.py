"""PRTR, two-stage variant, HRNet-W32, COCO 384x288.

Paper, Table 5: 73.1 AP, 21.6 GFLOPs, with DETR's boxes. Augmentation, epochs and boxes
are those of configs/poseur; the authors' own are in the config that ends in _official.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-reg_prtr-hrnet-w32_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_325e.py',
    '../_base_/coco_384x288_prtr.py',
    '../_base_/prtr_hrnet_w32.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
