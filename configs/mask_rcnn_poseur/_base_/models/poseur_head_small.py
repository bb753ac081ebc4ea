"""Poseur as a small keypoint head: two decoder layers of 64 channels.

As in the demo, there are no noisy reference points and no dropout. As for few
photographs, class embeddings start as large as the encoded locations.
"""

_base_ = './poseur_head.py'

poseur_keypoint_head = dict(
    in_channels=64,
    conv_channels=64,
    num_convs=4,
    embed_dims=64,
    keypoint_encoder=dict(noisy_points=None, class_std=1.0),
    query_decoder=dict(num_layers=2, layer=dict(ffn_channels=128, **_base_.no_dropout)),
)
