"""Table S1, 200 epochs.

Paper: 74.8 AP; 75.5 AP with 325 epochs. The rate drops at the same fractions of
training.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-6dec_8xb32-200e_coco-256x192.py 8
"""

_base_ = '../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

train_cfg = dict(max_epochs=200)
param_scheduler = [
    _base_.param_scheduler[0],
    dict(type='MultiStepLR', end=200, milestones=[157, 191], gamma=0.1, by_epoch=True),
]
