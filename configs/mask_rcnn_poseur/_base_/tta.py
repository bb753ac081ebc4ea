"""Flip test and multi-scale test, the dagger of Table 3.

The paper does not name its scales: taken are Detectron2's, shorter sides from 400 to
1200. A config that is tested so ends with

    custom_hooks = [
        *_base_.custom_hooks,
        dict(type='PrepareTTAHook', tta_cfg=_base_.tta_model),
    ]
    test_dataloader = dict(dataset=dict(pipeline=_base_.tta_pipeline))

and takes the checkpoints of the config that it is derived from.
"""

tta_model = dict(
    type='mmdet.KeypointTTAModel',
    tta_cfg=dict(
        nms=dict(type='nms', iou_threshold=0.5), max_per_img=100, keypoint_iou_thr=0.7
    ),
)
tta_pipeline = [
    dict(type='mmpose.LoadImageStrict'),
    dict(
        type='TestTimeAug',
        transforms=[
            [
                dict(type='mmdet.KeypointResize', scale=(4000, side), keep_ratio=True)
                for side in range(400, 1201, 100)
            ],
            [dict(type='mmdet.KeypointRandomFlip', prob=p) for p in (0.0, 1.0)],
            [dict(type='mmdet.PackKeypointDetInputs')],
        ],
    ),
]
