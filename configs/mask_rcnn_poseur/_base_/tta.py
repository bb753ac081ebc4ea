"""Flip test and multi-scale test, the dagger of Table 3.

The paper does not name its scales; these are Detectron2's, shorter sides from 400 to
1200. A config for this test lists this file after the config of the model, whose
checkpoints it takes, and ends with

    custom_hooks = [*_base_.custom_hooks, _base_.tta_hook]
    test_dataloader = dict(dataset=dict(pipeline=_base_.tta_pipeline))
"""

tta_model = dict(
    type='mmdet.KeypointTTAModel',
    tta_cfg=dict(
        nms=dict(type='nms', iou_threshold=0.5), max_per_img=100, keypoint_iou_thr=0.7
    ),
)
tta_hook = dict(type='PrepareTTAHook', tta_cfg=tta_model)
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
