"""Poseur, HRNet-W32, six decoder layers, COCO 384x288.

Not in the paper; 38.2 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-hrnet-w32_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_384x288.py',
    '../../_base_/models/hrnet_w32.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
