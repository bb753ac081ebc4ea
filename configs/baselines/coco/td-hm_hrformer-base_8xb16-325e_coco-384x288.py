"""Heatmaps of the finest branch, HRFormer-B, COCO 384x288, total batch 128.

Paper, Table 5: 77.2 AP, 26.8 GFLOPs (Poseur: 79.6 AP).

    bash tools/dist_train.sh \
        configs/baselines/coco/td-hm_hrformer-base_8xb16-325e_coco-384x288.py 8
"""

_base_ = [
    '../../_base_/default_runtime.py',
    '../../_base_/schedules/adamw_325e_hrformer_base.py',
    '../_base_/coco_384x288_strong_heatmap.py',
    '../../_base_/backbones/hrformer_base.py',
    '../_base_/heads.py',
]

model = dict(
    head=dict(
        in_channels=78,
        out_channels=17,
        deconv_out_channels=None,
        decoder=_base_.codec,
        **_base_.heatmap_head,
    ),
    test_cfg=_base_.heatmap_test,
)
train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=128)
