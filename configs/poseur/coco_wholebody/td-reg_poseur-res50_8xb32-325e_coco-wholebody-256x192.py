"""Poseur, ResNet-50, six decoder layers, COCO-WholeBody 256x192.

Not in the paper; an official model. 33.4 M parameters. One noisy
copy of the proposals, in which 20 of the 133 points move.

    CFG=configs/poseur/coco_wholebody/td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192.py
    bash tools/dist_train.sh $CFG 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e.py',
    '../../_base_/datasets/coco_wholebody_256x192.py',
    '../../_base_/models/poseur.py',
]

model = dict(
    head=dict(
        metainfo=_base_.metainfo,
        decoder=_base_.codec,
        keypoint_encoder=dict(noisy_points=dict(num_copies=1, num_noised=20)),
    )
)
