"""ResNet-50, three decoder layers, COCO 256x192: where the paper's ablations start.

Paper: 74.7 AP in Tables 1c, 1d, 1e and 2b, 74.3 AP in Table 1b and 73.6 AP in Table
S4; why they differ it does not say.
"""

_base_ = '../../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=3)))
