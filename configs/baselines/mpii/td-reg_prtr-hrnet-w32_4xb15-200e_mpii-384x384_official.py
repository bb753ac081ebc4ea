"""PRTR, two-stage variant, HRNet-W32, MPII 384x384, as its authors train it.

Paper, Table 4: 89.5 PCKh@0.5, listed there among crops of 256x256. Augmentation,
schedule, test and start are those of the authors, who train with 60 crops in a batch;
their checkpoint fits after conversion (docs/official_weights.md).

    bash tools/dist_train.sh \
      configs/baselines/mpii/td-reg_prtr-hrnet-w32_4xb15-200e_mpii-384x384_official.py 4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_200e_hrnet.py',
    '../_base_/mpii_384x384_prtr_official.py',
    '../_base_/prtr_hrnet_w32.py',
]

model = dict(
    head=dict(metainfo=_base_.metainfo, decoder=_base_.codec),
    test_cfg=dict(shift_coords=False),
)
train_dataloader = dict(batch_size=15)
auto_scale_lr = dict(base_batch_size=60)
