"""Runtime and schedule for livestock: that of configs/lsp, 50 epochs of 195 steps."""

_base_ = '../../lsp/_base_/runtime_20e.py'

train_cfg = dict(max_epochs=50, val_interval=5)
param_scheduler = [
    _base_.param_scheduler[0],
    dict(_base_.param_scheduler[1], end=50),
]
default_hooks = dict(checkpoint=dict(interval=5))
