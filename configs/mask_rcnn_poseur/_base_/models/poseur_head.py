"""Poseur as keypoint head: six decoder layers on four maps of the pyramid (Sec. 4.3).

The head has the options of ``PoseurHead``. Its queries start from pooled features of
each region and sample from the maps of the whole image.
"""

_base_ = '../../../_base_/heads/poseur.py'

poseur_keypoint_head = dict(
    _scope_='mmpose',
    type='RoIPoseurHead',
    strides=(4, 8, 16, 32),
    in_channels=256,
    conv_channels=512,
    num_convs=8,
    coarse_branch=dict(type='CoarseBranch', bias_init=0.5, sigma_std=0.01),
    **_base_.poseur_parts,
)
