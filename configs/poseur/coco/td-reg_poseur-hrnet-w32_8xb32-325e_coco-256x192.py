"""Poseur, HRNet-W32, six decoder layers, COCO 256x192.

Paper, Table 5: 76.9 AP on COCO val2017 with flip test, 7.4 GFLOPs
(counted here: 8.0; the paper added its overhead to the 7.1 that HRNet states for
itself). 38.2 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-hrnet-w32_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_256x192.py',
    '../../_base_/models/hrnet_w32.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
