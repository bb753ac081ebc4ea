"""Neck, head and test settings of Poseur with six decoder layers (Fig. 3).

Files in ``_base_/models`` put them on a backbone. Defaults are those of the official
models with two exceptions. The coarse branch starts at the center of the crop, where
people are (official: ``bias_init=None``). Losses are divided by images x keypoints, as
in the official code since early 2023. The official COCO weights were trained with
``divisor='batch'``, images alone: relative to the loss of the proposal, the losses of
the layers, whose queries have noisy copies in training, then weigh four times as much.
"""

level_mapper = dict(
    type='LevelMapper',
    out_channels=256,
    kernel_size=1,
    norm_cfg=dict(type='GN', num_groups=32),
    act_cfg=None,
)
poseur_parts = dict(
    embed_dims=256,
    keypoint_encoder=dict(
        type='KeypointEncoder',
        query='official',
        noisy_points=dict(type='NoisyReferencePoints', num_copies=3, num_noised=4),
    ),
    query_decoder=dict(
        type='QueryDecoder',
        num_layers=6,
        layer=dict(type='QueryDecoderLayer', cross_attention=dict(type='EMSDA')),
    ),
    coarse_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
    decoder_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
)
poseur_head = dict(
    type='PoseurHead',
    num_levels=4,
    coarse_branch=dict(type='CoarseBranch', bias_init=0.5),
    **poseur_parts,
)
laplace_score = dict(type='laplace', half_width=0.2, gain=0.7)
poseur_test = dict(
    flip_test=True,
    keypoint_score=laplace_score,
    flip_fusion='laplace',
    shift_coords=False,
)
# For small models and few images: ``query_decoder=dict(layer=_base_.no_dropout)``.
no_dropout = dict(dropout=0.0, cross_attention=dict(dropout=0.0))
