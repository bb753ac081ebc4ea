"""Parts of top-down pipelines: what comes before and after the crop.

A data config adds its codec and puts the parts together:

```python
codec = dict(type='PoseurLabel', input_size=(192, 256))
crop = dict(type='CropAndEncode', codec=codec)
train_pipeline = [*_base_.augmentation, crop, _base_.pack]
val_pipeline = [*_base_.loading, dict(crop, encode=False), _base_.pack]
```

The augmentation is that of the official code. HRNet-W48, HRFormer-B and ViT-B are also
trained with ``strong_augmentation`` after the crop, so that they do not overfit
(Sec. 4.1 and the official code): colors are distorted and an ellipse is blackened.

``mild_augmentation`` is for small data: there are no half bodies, and scales stay
within 0.75 to 1.25. Both hide keypoints of small crops (docs/studies/levers.md).
"""

loading = [
    dict(type='LoadImageStrict'),
    dict(type='GetBBoxCenterScale', padding=1.25),
]
augmentation = [
    *loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='RandomHalfBody',
        prob=0.3,
        min_upper_keypoints=3,
        upper_prioritized_prob=0.69,
    ),
    dict(type='ClippedNormalBBoxTransform'),
]
mild_augmentation = [
    *loading,
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(type='ClippedNormalBBoxTransform', scale_factor=(0.75, 1.25)),
]
strong_augmentation = [
    dict(type='PoseurPhotometricDistortion'),
    dict(type='EllipseCutout'),
]
pack = dict(type='PackPoseInputs')
