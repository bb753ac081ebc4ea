"""Schedule of the official TokenPose: Adam, 300 epochs, drops at 200 and 260.

Weights do not decay, and everything is computed in single precision. Configs add the
batch size, to which the learning rate of 1e-3 belongs.
"""

train_cfg = dict(by_epoch=True, max_epochs=300, val_interval=10)

optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='Adam', lr=1e-3))

param_scheduler = [
    dict(type='MultiStepLR', end=300, milestones=[200, 260], gamma=0.1, by_epoch=True),
]

sync_bn = 'torch'
