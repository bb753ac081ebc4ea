"""Mask R-CNN + Poseur, HRNet-W48, COCO.

Paper, Table 3: 70.1 AP on COCO val2017.

    bash tools/dist_train.sh \
        configs/mask_rcnn_poseur/mask-rcnn_poseur-hrnet-w48-hrfpn_180k_coco.py 8
"""

_base_ = [
    './_base_/default_runtime.py',
    './_base_/datasets/coco_lsj.py',
    './_base_/schedules/sgd_180k.py',
    './_base_/models/poseur_hrnet_w48_hrfpn.py',
]

model = dict(roi_head=dict(keypoint_head=dict(metainfo=_base_.metainfo)))
