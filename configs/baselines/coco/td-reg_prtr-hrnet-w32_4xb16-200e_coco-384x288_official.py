"""PRTR, two-stage variant, HRNet-W32, COCO 384x288, as its authors train it.

Paper, Table 5: 73.1 AP, 21.6 GFLOPs, with DETR's boxes. Augmentation, schedule, test
and start are those of the authors; their checkpoints fit after conversion
(docs/official_weights.md).

    bash tools/dist_train.sh \
      configs/baselines/coco/td-reg_prtr-hrnet-w32_4xb16-200e_coco-384x288_official.py 4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/prtr_200e_hrnet.py',
    '../_base_/coco_384x288_prtr_official.py',
    '../_base_/prtr_hrnet_w32.py',
]

model = dict(
    head=dict(metainfo=_base_.metainfo, decoder=_base_.codec),
    test_cfg=dict(shift_coords=False),
)
train_dataloader = dict(batch_size=16)
