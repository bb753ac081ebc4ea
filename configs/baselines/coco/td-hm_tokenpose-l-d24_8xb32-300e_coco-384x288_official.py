"""TokenPose-L/D24 with the data, schedule and test of its authors, COCO 384x288.

Its authors publish 75.9 AP on test-dev.

    bash tools/dist_train.sh \
    configs/baselines/coco/td-hm_tokenpose-l-d24_8xb32-300e_coco-384x288_official.py \
    8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/coco_384x288_dark_official.py',
    '../_base_/tokenpose_l_d24.py',
    '../_base_/adam_300e.py',
]

model = dict(
    head=dict(
        patch_size=(6, 4),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
        loss=dict(loss_weight=0.5),
    ),
)
train_dataloader = dict(batch_size=32)
auto_scale_lr = dict(base_batch_size=256)
