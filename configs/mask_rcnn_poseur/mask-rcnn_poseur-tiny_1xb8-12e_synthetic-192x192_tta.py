"""The small Mask R-CNN + Poseur, tested with flips and on three scales.

    python tools/test.py \
    configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192_tta.py \
    CHECKPOINT.pth

It takes the checkpoints of the config that it is derived from.
"""

_base_ = [
    './mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py',
    './_base_/tta.py',
]

tta_pipeline = [
    _base_.tta_pipeline[0],
    dict(
        type='TestTimeAug',
        transforms=[
            [
                dict(type='mmdet.KeypointResize', scale=(side, side), keep_ratio=True)
                for side in (160, 192, 224)
            ],
            *_base_.tta_pipeline[1]['transforms'][1:],
        ],
    ),
]
custom_hooks = [*_base_.custom_hooks, _base_.tta_hook]
test_dataloader = dict(dataset=dict(pipeline=tta_pipeline))
