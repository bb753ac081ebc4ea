"""Table 1a, "Def. DETR": references from learned queries.

Paper: 72.3 AP; 72.9 AP from the proposal, which we assume is the model without noise.
The layer that makes the references learns at a tenth of the rate, as in Deformable
DETR.

    bash tools/dist_train.sh \
    configs/ablations/td-reg_poseur-res50-3dec-learned-refs_8xb32-325e_coco-256x192.py 8
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(
    head=dict(keypoint_encoder=dict(_delete_=True, type='LearnedKeypointQueries'))
)
optim_wrapper = dict(
    paramwise_cfg=dict(custom_keys={'reference_points': dict(lr_mult=0.1)})
)
