"""TransPose-H-A6, COCO 256x192.

Paper, Table 5: 75.8 AP, 21.8 GFLOPs (Poseur, HRNet-W48, 384x288: 78.8 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_transpose-h-a6_8xb32-325e_coco-256x192.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/coco_256x192_strong_dark.py',
    '../_base_/transpose_h_a6.py',
]

model = dict(head=dict(decoder=_base_.codec))
