"""TokenPose-L/D24: three stacks of eight layers with twelve heads; else as L/D6."""

_base_ = './tokenpose_l_d6.py'

model = dict(head=dict(num_layers=8, num_heads=12))
