"""PRTR, two-stage variant, HRNet-W32, MPII 384x384.

Paper, Table 4: 89.5 PCKh@0.5, listed there among crops of 256x256. Augmentation and
epochs are those of configs/poseur; the authors' own are in the config that ends in
_official.

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-reg_prtr-hrnet-w32_8xb32-325e_mpii-384x384.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_325e.py',
    '../_base_/mpii_384x384_prtr.py',
    '../_base_/prtr_hrnet_w32.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))
