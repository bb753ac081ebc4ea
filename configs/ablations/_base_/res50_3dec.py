"""ResNet-50, three decoder layers, COCO 256x192: where the paper's ablations start.

Paper: 74.7 AP in Tables 1c, 1d and 1e; 74.3 AP in Table 1b, where the score or the
augmentation must be another.
"""

_base_ = '../../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=3)))
