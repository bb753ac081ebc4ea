"""TokenPose-L/D24, COCO 384x288.

Its authors publish 75.9 AP on test-dev.

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_tokenpose-l-d24_8xb32-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_384x288_strong_dark.py',
    '../_base_/tokenpose_l_d24.py',
]

model = dict(
    head=dict(
        patch_size=(6, 4),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
    ),
)
