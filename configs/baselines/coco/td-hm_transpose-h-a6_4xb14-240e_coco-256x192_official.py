"""TransPose-H-A6 with the data, schedule and test of its authors, COCO 256x192.

Its authors publish 75.8 AP with detected boxes, 78.1 with annotated ones. Their weights
can be converted, see docs/official_weights.md.

    bash tools/dist_train.sh \
    configs/baselines/coco/td-hm_transpose-h-a6_4xb14-240e_coco-256x192_official.py \
    4
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../_base_/coco_256x192_dark_official.py',
    '../_base_/transpose_h_a6.py',
    '../_base_/adam_240e.py',
]

model = dict(head=dict(decoder=_base_.codec, loss=dict(loss_weight=0.5)))
train_dataloader = dict(batch_size=14)
