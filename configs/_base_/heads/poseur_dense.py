"""Neck and head of Poseur with dense supervision, which learn from little data.

Score maps on all levels of the neck are supervised. They shape the features, and the
decoder's losses do not. Proposals come from the map of stride 8, by soft-argmax within
one cell of the peak. The Gaussians that supervise are narrower than a cell, and the
flip test does not average predictions far apart. docs/model_options.md lists the
options and docs/studies/levers.md what they bring.
"""

_base_ = './poseur.py'

top_down_mapper = dict(_base_.level_mapper, type='TopDownMapper', num_blocks=1)
dense_head = dict(
    _base_.poseur_head,
    coarse_branch=dict(type='SpatialCoarseBranch', radius=1),
    coarse_level=1,
    dense_supervision=dict(type='DenseSupervision', levels=(0, 2, 3), deviation=0.7),
    decoder_shapes_features=False,
    query_decoder=dict(_base_.poseur_parts.query_decoder, zero_init=True),
)
dense_test = dict(_base_.poseur_test, flip_fusion='agreement')
