"""A top-down pose estimator without backbone and head: crops normalized as ImageNet."""

model = dict(
    type='TopdownPoseEstimator',
    data_preprocessor=dict(
        type='BatchedPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
)
