"""TokenPose-S-V2 with the data, schedule and test of its authors, COCO 256x192.

Its authors publish 73.5 AP and 11.6 GFLOPs, too many (docs/cost_tables.md).

    bash tools/dist_train.sh \
    configs/baselines/coco/td-hm_tokenpose-s-v2_4xb12-300e_coco-256x192_official.py \
    4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/coco_256x192_dark_official.py',
    '../_base_/tokenpose_s.py',
    '../_base_/adam_300e.py',
]

model = dict(
    head=dict(
        patch_size=(2, 2),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
        loss=dict(loss_weight=0.5),
    ),
)
train_dataloader = dict(batch_size=12)
auto_scale_lr = dict(base_batch_size=48)
