"""Neck and head of Poseur with dense supervision, which learn from little data.

Score maps on all levels of the neck are supervised. They shape the features, and the
decoder's losses do not. Proposals come from the map of stride 8, by soft-argmax within
one cell of the peak. The Gaussian of the target is narrower than a cell: at 128x128, a deviation of
0.7 cells is better than one cell. In the flip test, predictions far apart are not
averaged. docs/model_options.md lists the options.
"""

_base_ = './poseur.py'

top_down_mapper = dict(_base_.level_mapper, type='TopDownMapper', num_blocks=1)
dense_head = dict(
    _base_.poseur_head,
    coarse_branch=dict(type='SpatialCoarseBranch', radius=1),
    coarse_level=1,
    dense_supervision=dict(
        type='DenseSupervision', levels=(0, 2, 3), deviation=0.7
    ),
    decoder_shapes_features=False,
    query_decoder=dict(_base_.poseur_parts.query_decoder, zero_init=True),
)
dense_test = dict(_base_.poseur_test, flip_fusion='agreement')
