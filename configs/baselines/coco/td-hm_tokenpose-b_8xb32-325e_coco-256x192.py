"""TokenPose-B, COCO 256x192.

Its authors publish 74.7 AP and 5.7 GFLOPs (docs/cost_tables.md).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_tokenpose-b_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_dark.py',
    '../_base_/tokenpose_b.py',
]

model = dict(
    head=dict(
        patch_size=(4, 3),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
    ),
)
