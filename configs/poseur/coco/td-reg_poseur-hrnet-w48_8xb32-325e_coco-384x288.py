"""Poseur, HRNet-W48, six decoder layers, COCO 384x288.

Paper, Table 5: 78.8 AP on COCO val2017 with flip test, 33.6 GFLOPs
(counted here: 36.2; the paper added its overhead to the 32.9 that HRNet states for
itself). 74.3 M parameters. Colors are distorted and an ellipse is cut out of each
training crop.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-hrnet-w48_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_384x288_strong.py',
    '../../_base_/models/hrnet_w48.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
