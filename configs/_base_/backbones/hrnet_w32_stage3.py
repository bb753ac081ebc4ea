"""HRNet-W32 to its third stage: the finest of three branches, stride 4."""

_base_ = './hrnet_w32.py'

model = dict(backbone=dict(type='ShortHRNet', num_stages=3))
