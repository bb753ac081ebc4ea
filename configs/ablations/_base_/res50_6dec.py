"""Former base of the ablations with six layers, kept until version 0.3."""

_base_ = '../../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
