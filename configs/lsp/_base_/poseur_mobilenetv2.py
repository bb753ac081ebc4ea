"""Poseur on MobileNetV2 as it learns few photographs in few iterations.

Without dropout, and without noisy reference points, which take as much time as they
have queries. docs/studies/levers.md has what each setting did.
"""

_base_ = '../../_base_/models/mobilenetv2.py'

model = dict(
    head=dict(
        keypoint_encoder=dict(noisy_points=None),
        query_decoder=dict(layer=dict(dropout=0.0, cross_attention=dict(dropout=0.0))),
    )
)
