"""Poseur, ResNet-50, six decoder layers, MPII 256x256.

Not in the paper's tables; an official model. 33.3 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/mpii/td-reg_poseur-res50_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/mpii_256x256.py',
    '../../_base_/models/poseur.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
