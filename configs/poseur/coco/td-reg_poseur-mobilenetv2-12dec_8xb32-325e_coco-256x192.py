"""Poseur, MobileNetV2, twelve decoder layers, COCO 256x192.

An official model that is not in the paper; 19.9 M parameters.

    bash tools/dist_train.sh \
        configs/poseur/coco/td-reg_poseur-mobilenetv2-12dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=12)))
