"""Schedule of the official TransPose: Adam, 240 epochs, cosine from 1e-4 to 1e-5.

Weights do not decay, and everything is computed in single precision.
"""

train_cfg = dict(by_epoch=True, max_epochs=240, val_interval=10)

optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='Adam', lr=1e-4))

param_scheduler = [
    dict(type='CosineAnnealingLR', begin=0, end=240, eta_min=1e-5, by_epoch=True),
]

sync_bn = 'torch'
auto_scale_lr = dict(base_batch_size=56)
