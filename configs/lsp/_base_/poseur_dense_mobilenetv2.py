"""Poseur with dense supervision on MobileNetV2, three layers, for few photographs.

As in poseur_mobilenetv2.py, dropout and noisy reference points are off, and class
embeddings start large.
"""

_base_ = '../../_base_/models/mobilenetv2_dense.py'

model = dict(
    head=dict(
        keypoint_encoder=dict(noisy_points=None, class_std=1.0),
        query_decoder=dict(num_layers=3, layer=_base_.no_dropout),
    )
)
