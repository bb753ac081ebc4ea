"""A small Mask R-CNN + Poseur that learns synthetic people on two CPU cores.

A narrow ResNet-18 from scratch, pyramid and heads of 64 channels and two decoder layers
on images of 192x192. As in the demo: no noisy reference points and no dropout, sampling
offsets at the full rate, a learning rate that falls to zero within the run. As on few
photographs: class embeddings as large as the encoded locations.

    python tools/train.py \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192.py
"""

_base_ = [
    './_base_/default_runtime.py',
    './_base_/datasets/synthetic.py',
    './_base_/models/poseur_r50_fpn.py',
]

model = dict(
    backbone=dict(
        depth=18,
        stem_channels=16,
        base_channels=16,
        frozen_stages=-1,
        norm_cfg=dict(requires_grad=True),
        norm_eval=False,
        init_cfg=None,
    ),
    neck=dict(in_channels=[16, 32, 64, 128], out_channels=64, num_outs=4),
    rpn_head=dict(
        in_channels=64,
        feat_channels=64,
        anchor_generator=dict(strides=[4, 8, 16, 32]),
    ),
    roi_head=dict(
        max_keypoint_queries=8 * 17,
        bbox_roi_extractor=dict(roi_layer=dict(sampling_ratio=1), out_channels=64),
        bbox_head=dict(in_channels=64, fc_out_channels=128),
        keypoint_roi_extractor=dict(roi_layer=dict(sampling_ratio=1), out_channels=64),
        keypoint_head=dict(
            metainfo=_base_.metainfo,
            in_channels=64,
            conv_channels=64,
            num_convs=4,
            embed_dims=64,
            keypoint_encoder=dict(noisy_points=None, class_std=1.0),
            query_decoder=dict(
                num_layers=2,
                layer=dict(
                    ffn_channels=128, dropout=0.0, cross_attention=dict(dropout=0.0)
                ),
            ),
        ),
    ),
    train_cfg=dict(
        rpn_proposal=dict(nms_pre=400, max_per_img=100),
        rcnn=dict(sampler=dict(num=48)),
    ),
    test_cfg=dict(rpn=dict(nms_pre=200, max_per_img=50), rcnn=dict(max_per_img=20)),
)

train_cfg = dict(by_epoch=True, max_epochs=12, val_interval=2)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=1e-2, fused=True),
)
param_scheduler = [
    dict(type='LinearLR', begin=0, end=200, start_factor=0.01, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=0,
        end=12,
        eta_min=1e-5,
        by_epoch=True,
        convert_to_iter_based=True,
    ),
]
default_hooks = dict(
    checkpoint=dict(
        by_epoch=True, interval=4, save_best='coco/keypoints_AP', max_keep_ckpts=1
    ),
)
log_processor = dict(by_epoch=True)
channels_last = True
