"""No free offset on the output: keypoints stay inside of the crop.

The paper does not mention the offset; the release has it.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-no-delta_8xb32-325e_coco-256x192.py 8
"""

_base_ = './_base_/res50_3dec.py'

model = dict(head=dict(query_decoder=dict(with_delta=False)))
