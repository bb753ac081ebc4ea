"""Poseur, HRNet-W32, six decoder layers, MPII 256x256.

Paper, Table 4: 90.5 PCKh@0.5 on MPII's validation set; 38.2 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/mpii/td-reg_poseur-hrnet-w32_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/mpii_256x256.py',
    '../../_base_/models/hrnet_w32.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
