"""Poseur, MobileNetV2, six decoder layers, COCO 256x192.

Paper, Table 5: 71.9 AP on COCO val2017 with flip test; 11.4 M parameters, 0.5 GFLOPs.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py 8 --amp
"""

_base_ = './td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(
    backbone=dict(
        _delete_=True,
        type='MobileNetV2',
        out_indices=(1, 2, 4, 7),
        init_cfg=dict(type='Pretrained', checkpoint='torchvision://mobilenet_v2'),
    ),
    neck=dict(in_channels=[24, 32, 96, 1280]),
)
