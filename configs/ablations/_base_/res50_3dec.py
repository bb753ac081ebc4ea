"""Former base of the ablations with three layers, kept until version 0.3."""

_base_ = '../td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'
