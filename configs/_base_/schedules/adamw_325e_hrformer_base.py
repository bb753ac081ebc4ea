"""The schedule of the official HRFormer-B.

Learning rate 5e-4 and weight decay 0.01, but 1e-4 on the sampling offsets and on the
MLPs for delta and sigma.
"""

_base_ = './adamw_325e.py'

optim_wrapper = dict(
    optimizer=dict(lr=5e-4, weight_decay=0.01),
    paramwise_cfg=dict(
        custom_keys={
            'sampling_offsets': dict(lr_mult=0.1, decay_mult=0.01),
            '.delta.': dict(decay_mult=0.01),
            '.sigma.': dict(decay_mult=0.01),
        }
    ),
)
