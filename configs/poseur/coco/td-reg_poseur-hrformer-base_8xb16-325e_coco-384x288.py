"""Poseur, HRFormer-B, six decoder layers, COCO 384x288, total batch 128.

Paper, Table 5: 79.6 AP on COCO val2017 with flip test, 27.4 GFLOPs; 53.1 M parameters.
Colors are distorted and an ellipse is cut out of each training crop.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-hrformer-base_8xb16-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer_base.py',
    '../../_base_/datasets/coco_384x288_strong.py',
    '../../_base_/models/hrformer_base.py',
]

model = dict(head=dict(metainfo=_base_.metainfo, decoder=_base_.codec))

train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=128)
