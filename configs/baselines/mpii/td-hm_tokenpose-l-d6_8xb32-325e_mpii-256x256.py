"""TokenPose-L/D6, MPII 256x256.

We know no published PCKh of it.

    bash tools/dist_train.sh \
        configs/baselines/mpii/td-hm_tokenpose-l-d6_8xb32-325e_mpii-256x256.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../_base_/mpii_256x256_dark.py',
    '../_base_/tokenpose_l_d6.py',
]

model = dict(
    head=dict(
        out_channels=16,
        patch_size=(4, 4),
        heatmap_size=_base_.codec['heatmap_size'],
        decoder=_base_.codec,
    ),
)
