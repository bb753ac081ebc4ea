"""Poseur on MobileNetV2, for few photographs and few iterations.

Class embeddings start as large as the encoded locations. In the official code they are
ten times smaller, and the layers distinguish keypoints only after thousands of
iterations. There is no dropout, and there are no noisy reference points, since their
queries cost time. docs/studies/levers.md reports the effect of each setting.
"""

_base_ = '../../_base_/models/mobilenetv2.py'

model = dict(
    head=dict(
        keypoint_encoder=dict(noisy_points=None, class_std=1.0),
        query_decoder=dict(layer=_base_.no_dropout),
    )
)
