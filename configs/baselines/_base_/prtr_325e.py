"""adamw_325e.py at PRTR's learning rate, 1e-4, with gradients clipped at 0.1.

Its transformer normalizes after the residual sums and does not stand 1e-3. ResNets
learn at a tenth of the rate, see prtr_325e_resnet.py.
"""

_base_ = '../../_base_/schedules/adamw_325e.py'

optim_wrapper = dict(optimizer=dict(lr=1e-4), clip_grad=dict(max_norm=0.1))
