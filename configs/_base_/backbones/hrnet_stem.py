"""HRNet's stem and first stage: 256 channels, stride 4, without pretrained weights."""

_base_ = './hrnet_w32.py'

model = dict(
    backbone=dict(
        type='ShortHRNet',
        num_stages=1,
        init_cfg=dict(_delete_=True, type='Normal', layer='Conv2d', std=0.001),
    ),
)
