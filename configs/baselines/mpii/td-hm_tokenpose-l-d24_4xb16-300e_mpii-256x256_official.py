"""TokenPose-L/D24 with the data, schedule and test of its authors, MPII 256x256.

Paper, Table 4: 90.2 PCKh@0.5 (Poseur: 90.5).

    bash tools/dist_train.sh \
    configs/baselines/mpii/td-hm_tokenpose-l-d24_4xb16-300e_mpii-256x256_official.py \
    4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/mpii_256x256_dark_official.py',
    '../_base_/tokenpose_l_d24.py',
    '../_base_/adam_300e.py',
]

model = dict(
    head=dict(
        out_channels=16,
        patch_size=(4, 4),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
        loss=dict(loss_weight=0.5),
    ),
)
train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=64)
