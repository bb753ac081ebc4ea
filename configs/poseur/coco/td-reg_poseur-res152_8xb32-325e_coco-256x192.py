"""Poseur, ResNet-152, six decoder layers, COCO 256x192.

Paper, Table 5: 76.3 AP on COCO val2017 with flip test, 11.9 GFLOPs; 67.9 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-res152_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(
    backbone=dict(
        depth=152,
        init_cfg=dict(checkpoint='torchvision://resnet152'),
    )
)
