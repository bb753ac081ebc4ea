"""Poseur on MobileNetV2 as it learns few photographs in few iterations.

Class embeddings start as large as the encoded locations: as released they are a tenth
of that, and the layers tell joints apart only after thousands of iterations. There is
no dropout, and there are no noisy reference points, which take as much time as they
have queries. docs/studies/levers.md has what each setting did.
"""

_base_ = '../../_base_/models/mobilenetv2.py'

model = dict(
    head=dict(
        keypoint_encoder=dict(noisy_points=None, class_std=1.0),
        query_decoder=dict(layer=dict(dropout=0.0, cross_attention=dict(dropout=0.0))),
    )
)
