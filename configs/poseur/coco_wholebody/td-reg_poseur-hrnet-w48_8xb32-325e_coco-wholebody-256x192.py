"""Poseur, HRNet-W48, six decoder layers, COCO-WholeBody 256x192.

Not in the paper; an official model. 74.4 M parameters. One noisy
copy of the proposals, in which 20 of the 133 points move.
The augmentation is the strong one of large models.

    CFG=configs/poseur/coco_wholebody/td-reg_poseur-hrnet-w48_8xb32-325e_coco-wholebody-256x192.py
    bash tools/dist_train.sh $CFG 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_wholebody_256x192_strong.py',
    '../../_base_/models/hrnet_w48.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        keypoint_encoder=dict(noisy_points=dict(num_copies=1, num_noised=20)),
    )
)
