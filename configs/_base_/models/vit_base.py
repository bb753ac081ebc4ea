"""Poseur on ViT-B: one map of stride 16, and three finer ones made by the neck.

The official model keeps four level embeddings for its three levels.
"""

_base_ = ['../backbones/vit_base.py', '../heads/poseur.py']

model = dict(
    neck=dict(type='DeconvPyramid', in_channels=768, out_channels=256, num_levels=3),
    head=dict(_base_.poseur_head, num_levels=3, num_level_embeddings=4),
    test_cfg=_base_.poseur_test,
)
