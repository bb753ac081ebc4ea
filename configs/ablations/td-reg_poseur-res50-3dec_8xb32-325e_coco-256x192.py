"""ResNet-50, three decoder layers: the start of the paper's ablations.

The last or the first row of Tables 1b to 1e, 2b and S4. Paper: 74.7 AP (1c, 1d, 1e),
74.3 AP (1b), 74.7 AP, 28.8 M parameters, 4.48 GFLOPs (2b), 73.6 AP (S4). The paper
gives no reason for the differences.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py 8
"""

_base_ = '../poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(num_layers=3)))
