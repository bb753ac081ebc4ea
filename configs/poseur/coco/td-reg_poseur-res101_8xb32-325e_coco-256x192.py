"""Poseur, ResNet-101, six decoder layers, COCO 256x192.

Not in the paper; 52.2 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-res101_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(
    backbone=dict(
        depth=101,
        init_cfg=dict(checkpoint='torchvision://resnet101'),
    )
)
