"""Recipes of the published models, written down a second time.

The values are those of the paper (Sec. 4.1 to 4.3) and of the official code, not read
from the configs. A name stands for everything below it in the config: settings that a
class has by default are included where they matter.
"""

from __future__ import annotations

from typing import Any

Recipe = dict[str, Any]

#: Sec. 4.1: 325 epochs of 8 x 32 images, tenths after 255 and 310.
SCHEDULE: Recipe = {
    'train_cfg': dict(by_epoch=True, max_epochs=325, val_interval=10),
    'param_scheduler': [
        dict(type='LinearLR', begin=0, end=500, start_factor=0.001, by_epoch=False),
        dict(
            type='MultiStepLR', end=325, milestones=[255, 310], gamma=0.1, by_epoch=True
        ),
    ],
    'optim_wrapper': dict(
        type='AmpOptimWrapper',
        constructor='MergedGroupsConstructor',
        optimizer=dict(type='AdamW', lr=1e-3, betas=(0.9, 0.999), weight_decay=1e-4),
        paramwise_cfg=dict(custom_keys={'sampling_offsets': dict(lr_mult=0.1)}),
    ),
    'sync_bn': 'torch',
    'auto_scale_lr': dict(base_batch_size=256),
    'train_dataloader.batch_size': 32,
}

RUNTIME: Recipe = {
    'runner_type': 'PoseurRunner',
    'randomness': dict(seed=0),
    'custom_hooks': [
        dict(type='SyncBuffersHook'),
        dict(type='EpochSeedHook'),
        dict(type='NonFiniteGuardHook'),
    ],
    'default_hooks.checkpoint': dict(
        type='AtomicCheckpointHook', interval=10, save_best='auto', max_keep_ckpts=3
    ),
    'default_hooks.sampler_seed': dict(type='DistSamplerSeedHook'),
}

NOISE = dict(
    type='NoisyReferencePoints',
    num_copies=3,
    num_noised=4,
    std=0.2**0.5,
    max_noise=1.0,
    bounds=(-0.7, 1.7),
)
DECODER = dict(
    type='QueryDecoder',
    num_layers=6,
    with_delta=True,
    detach_references=False,
    share_weights=False,
    zero_init=False,
    layer=dict(
        type='QueryDecoderLayer',
        num_heads=8,
        ffn_channels=1024,
        dropout=0.1,
        self_attention=True,
        cross_attention=dict(
            type='EMSDA', num_heads=8, num_points=4, dropout=0.1, zero_init=False
        ),
    ),
)
LIKELIHOOD = dict(
    type='PoseurRLELoss',
    divisor='keypoints',
    loss_weight=1.0,
    min_sigma=1e-6,
    l1_weight=0.0,
    likelihood_weight=1.0,
    max_residual=None,
)
MODEL: Recipe = {
    'model.data_preprocessor': dict(
        type='BatchedPreprocessor',
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
    'model.head.num_levels': 4,
    'model.head.embed_dims': 256,
    'model.head.coarse_branch': dict(type='CoarseBranch', bias_init=0.5),
    'model.head.keypoint_encoder': dict(
        type='KeypointEncoder', query='official', class_std=None, noisy_points=NOISE
    ),
    'model.head.query_decoder': DECODER,
    'model.head.coarse_loss': LIKELIHOOD,
    'model.head.decoder_loss': LIKELIHOOD,
    'model.test_cfg': dict(
        flip_test=True,
        keypoint_score=dict(type='laplace', half_width=0.2, gain=0.7),
        flip_fusion='laplace',
        shift_coords=False,
    ),
}

LOADING = [
    dict(type='LoadImageStrict', color_type='color', to_float32=False),
    dict(type='GetBBoxCenterScale', padding=1.25),
]
AUGMENTATION = [
    dict(type='RandomFlip', direction='horizontal', prob=0.5),
    dict(
        type='RandomHalfBody',
        prob=0.3,
        min_total_keypoints=9,
        min_upper_keypoints=3,
        min_lower_keypoints=3,
        padding=1.5,
        upper_prioritized_prob=0.69,
    ),
    dict(
        type='ClippedNormalBBoxTransform',
        scale_factor=(0.5, 1.5),
        scale_prob=1.0,
        rotate_factor=80.0,
        rotate_prob=0.6,
    ),
]
STRONG_AUGMENTATION = [
    dict(
        type='PoseurPhotometricDistortion',
        brightness_delta=32,
        contrast_range=(0.5, 1.5),
        saturation_range=(0.5, 1.5),
        hue_delta=18,
        swap_channels=False,
    ),
    dict(type='EllipseCutout', radius_factor=0.2, prob=1.0),
]
SHIFT = dict(type='RandomCenterShift', shift_factor=0.16, prob=0.3)
CROP = dict(type='CropAndEncode', encode=True, use_dataset_keypoint_weights=False)
PACK = dict(type='PackPoseInputs')
DATA: Recipe = {
    'train_dataloader.dataset.pipeline': [*LOADING, *AUGMENTATION, CROP, PACK],
    'val_dataloader.dataset.pipeline': [*LOADING, dict(CROP, encode=False), PACK],
    'val_dataloader.dataset.bbox_file': 'data/coco/person_detection_results/'
    'COCO_val2017_detections_AP_H_56_person.json',
    'val_evaluator': dict(
        type='CheckedCocoMetric',
        score_mode='bbox_rle',
        nms_mode='oks_nms',
        nms_thr=0.9,
        keypoint_score_thr=0.2,
        use_area=True,
    ),
}

#: The recipe of most models.
PLAIN: Recipe = {**SCHEDULE, **RUNTIME, **MODEL, **DATA}


def decoder_of(num_layers: int) -> Recipe:
    """Return the decoder with another number of layers."""
    return {'model.head.query_decoder': dict(DECODER, num_layers=num_layers)}


def optimizer(paramwise: dict, constructor: str, **changes: float) -> Recipe:
    """Return AdamW with other rates."""
    plain = SCHEDULE['optim_wrapper']
    return {
        'optim_wrapper': dict(
            plain,
            constructor=constructor,
            optimizer=plain['optimizer'] | changes,
            paramwise_cfg=paramwise,
        )
    }


STRONG: Recipe = {
    'train_dataloader.dataset.pipeline': [
        *LOADING,
        *AUGMENTATION,
        CROP,
        *STRONG_AUGMENTATION,
        PACK,
    ]
}
HRFORMER: Recipe = optimizer(
    dict(
        custom_keys={
            'sampling_offsets': dict(lr_mult=0.1),
            'backbone.': dict(lr_mult=0.5, decay_mult=100.0),  # 5e-4, 0.01
        }
    ),
    'MergedGroupsConstructor',
)
HRFORMER_BASE: Recipe = STRONG | optimizer(
    dict(
        custom_keys={
            'sampling_offsets': dict(lr_mult=0.1, decay_mult=0.01),
            '.delta.': dict(decay_mult=0.01),
            '.sigma.': dict(decay_mult=0.01),
        }
    ),
    'MergedGroupsConstructor',
    lr=5e-4,
    weight_decay=0.01,
)
VIT: Recipe = (
    STRONG
    | {'model.head.num_levels': 3}
    | optimizer(
        dict(
            custom_keys={'sampling_offsets': dict(lr_mult=0.1)},
            num_layers=12,
            layer_decay_rate=0.75,
        ),
        'LayerDecayConstructor',
    )
)
MPII: Recipe = {
    'val_dataloader.dataset.bbox_file': None,
    'val_evaluator': dict(type='MpiiPCKh'),
}
WHOLE_BODY: Recipe = {
    'train_dataloader.dataset.pipeline': [
        *LOADING,
        SHIFT,
        *AUGMENTATION,
        CROP,
        PACK,
    ],
    'model.head.keypoint_encoder': dict(
        MODEL['model.head.keypoint_encoder'],
        noisy_points=dict(NOISE, num_copies=1, num_noised=20),
    ),
    'val_evaluator': dict(DATA['val_evaluator'], type='CocoWholeBodyPartMetric'),
}
STRONG_WHOLE_BODY: Recipe = {
    'train_dataloader.dataset.pipeline': [
        *LOADING,
        SHIFT,
        *AUGMENTATION,
        CROP,
        *STRONG_AUGMENTATION,
        PACK,
    ]
}

#: What each published config does differently.
DIFFERENCES: dict[str, Recipe] = {
    'hrformer-base_8xb16-325e_coco-384x288': HRFORMER_BASE
    | {'train_dataloader.batch_size': 16, 'auto_scale_lr': dict(base_batch_size=128)},
    'hrformer-base_8xb32-325e_coco-256x192': HRFORMER_BASE,
    'hrformer-small-3dec_8xb32-325e_coco-256x192': HRFORMER | decoder_of(3),
    'hrformer-tiny-3dec_8xb32-325e_coco-256x192': HRFORMER | decoder_of(3),
    'hrnet-w32_8xb32-325e_coco-256x192': {},
    'hrnet-w32_8xb32-325e_coco-384x288': {},
    'hrnet-w48_8xb32-325e_coco-384x288': STRONG,
    'mobilenetv2-12dec_8xb32-325e_coco-256x192': decoder_of(12),
    'mobilenetv2_8xb32-325e_coco-256x192': {},
    'res101_8xb32-325e_coco-256x192': {},
    'res152_8xb32-325e_coco-256x192': {},
    'res50_8xb32-325e_coco-256x192': {},
    'res50_8xb32-325e_coco-384x288': {},
    'vit-base_8xb32-325e_coco-256x192': VIT,
    'hrnet-w32_8xb32-325e_mpii-256x256': MPII,
    'res50_8xb32-325e_mpii-256x256': MPII,
    'hrnet-w32_8xb32-325e_coco-wholebody-256x192': WHOLE_BODY,
    'hrnet-w48_8xb32-325e_coco-wholebody-256x192': WHOLE_BODY | STRONG_WHOLE_BODY,
    'res50_8xb32-325e_coco-wholebody-256x192': WHOLE_BODY,
}

#: Sec. 4.3, with Detectron2's settings where the paper has none.
DETECTOR: Recipe = {
    'train_cfg': dict(type='ResumingIterLoop', max_iters=180000, val_interval=20000),
    'param_scheduler': [
        dict(type='LinearLR', begin=0, end=1000, start_factor=0.001, by_epoch=False),
        dict(
            type='MultiStepLR',
            end=180000,
            milestones=[120000, 160000],
            gamma=0.1,
            by_epoch=False,
        ),
    ],
    'optim_wrapper': dict(
        type='OptimWrapper',
        constructor='MergedGroupsConstructor',
        optimizer=dict(type='SGD', lr=0.04, momentum=0.9, weight_decay=1e-4),
        clip_grad=dict(max_norm=10.0),
        paramwise_cfg=dict(
            norm_decay_mult=0.0, custom_keys={'sampling_offsets': dict(lr_mult=0.1)}
        ),
    ),
    'auto_scale_lr': dict(base_batch_size=32),
    'train_dataloader.batch_size': 4,
    'train_dataloader.dataset.filter_cfg': dict(filter_empty_gt=True, min_keypoints=1),
    'train_dataloader.dataset.pipeline': [
        dict(type='mmpose.LoadImageStrict'),
        dict(type='mmdet.LoadKeypointAnnotations', with_mask=False),
        dict(
            type='RandomResize',
            scale=(1024, 1024),
            ratio_range=(0.1, 2.0),
            resize_type='mmdet.KeypointResize',
            keep_ratio=True,
        ),
        dict(type='mmdet.KeypointRandomCrop', crop_size=(1024, 1024)),
        dict(type='mmdet.KeypointRandomFlip', prob=0.5),
        dict(type='mmdet.PackKeypointDetInputs'),
    ],
    'val_dataloader.dataset.pipeline': [
        dict(type='mmpose.LoadImageStrict'),
        dict(type='mmdet.KeypointResize', scale=(1333, 800), keep_ratio=True),
        dict(type='mmdet.PackKeypointDetInputs'),
    ],
    'val_evaluator': dict(type='mmdet.CocoPersonMetric'),
    'custom_hooks': RUNTIME['custom_hooks'],
    'default_hooks.checkpoint': dict(
        RUNTIME['default_hooks.checkpoint'], by_epoch=False, interval=10000
    ),
}
