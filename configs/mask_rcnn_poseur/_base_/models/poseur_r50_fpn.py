"""Mask R-CNN + Poseur: six decoder layers on four maps of the pyramid (Sec. 4.3).

The keypoint head has the options of ``PoseurHead``. Its queries start from pooled
features of each region and sample from the maps of the whole image.
"""

_base_ = './mask_rcnn_r50_fpn.py'

model = dict(
    roi_head=dict(
        keypoint_head=dict(
            _scope_='mmpose',
            type='RoIPoseurHead',
            strides=(4, 8, 16, 32),
            in_channels=256,
            conv_channels=512,
            num_convs=8,
            embed_dims=256,
            coarse_branch=dict(type='CoarseBranch', bias_init=0.5, sigma_std=0.01),
            keypoint_encoder=dict(
                type='KeypointEncoder',
                query='official',
                noisy_points=dict(
                    type='NoisyReferencePoints', num_copies=3, num_noised=4
                ),
            ),
            query_decoder=dict(
                type='QueryDecoder',
                num_layers=6,
                layer=dict(
                    type='QueryDecoderLayer', cross_attention=dict(type='EMSDA')
                ),
            ),
            coarse_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
            decoder_loss=dict(type='PoseurRLELoss', divisor='keypoints'),
        ),
    ),
    test_cfg=dict(
        rcnn=dict(keypoint_score=dict(type='laplace', half_width=0.2, gain=0.7)),
    ),
)
