"""The schedule of the official HRFormer-T and -S.

The backbone learns at 5e-4 with weight decay 0.01, the rest at 1e-3 with 1e-4.
"""

_base_ = './adamw_325e.py'

optim_wrapper = dict(
    paramwise_cfg=dict(custom_keys={'backbone.': dict(lr_mult=0.5, decay_mult=100.0)})
)
