"""ResNet-50, six decoder layers, COCO 256x192: where Tables S1 to S3 start.

Paper: 75.4 AP in Table 1e, 75.5 AP in the supplement.
"""

_base_ = '../../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
