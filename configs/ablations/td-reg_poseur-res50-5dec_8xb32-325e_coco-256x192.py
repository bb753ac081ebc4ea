"""Table 1e, 5 decoder layers.

Paper: 75.4 AP; 74.7 AP with 3, 75.4 AP with 6. This is also the ResNet-50 of Table
2a: 75.4 AP, 4.54 GFLOPs.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-5dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=5)))
