"""prtr_325e.py with the backbone at 1e-5, as PRTR's authors train ResNets."""

_base_ = './prtr_325e.py'

optim_wrapper = dict(paramwise_cfg=dict(custom_keys={'backbone.': dict(lr_mult=0.1)}))
