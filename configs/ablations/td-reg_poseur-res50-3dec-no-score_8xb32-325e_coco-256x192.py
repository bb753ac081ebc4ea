"""Table 1c without keypoint scores: every score is 1.

Paper: 70.0 AP (Sec. 3.3), 74.7 AP with scores. A test-time option for any checkpoint
with three decoder layers; in the flip test the score also weights the two views.

    python tools/test.py \
    configs/ablations/td-reg_poseur-res50-3dec-no-score_8xb32-325e_coco-256x192.py \
    CHECKPOINT
"""

_base_ = './td-reg_poseur-res50-3dec_8xb32-325e_coco-256x192.py'

model = dict(test_cfg=dict(keypoint_score=dict(_delete_=True, type='none')))
