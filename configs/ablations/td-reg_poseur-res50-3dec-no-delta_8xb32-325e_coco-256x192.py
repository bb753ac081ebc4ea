"""No free offset on the output: keypoints stay inside the crop.

The paper does not mention the offset; the official code has it.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-no-delta_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(head=dict(query_decoder=dict(with_delta=False)))
