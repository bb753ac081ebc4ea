"""SimCC, MobileNetV2, livestock 160x160.

Three deconvolutions after the backbone give a map of 40x40 for each keypoint. Linear
layers turn it into scores of 320 columns and 320 rows.

    python tools/train.py \
        configs/livestock/td-simcc_mobilenetv2_1xb8-50e_livestock-160x160.py
"""

_base_ = [
    './_base_/runtime_50e.py',
    './_base_/livestock_160x160_simcc.py',
    '../lsp/_base_/simcc_mobilenetv2.py',
]

model = dict(
    head=dict(
        out_channels=18,
        input_size=_base_.codec['input_size'],
        in_featuremap_size=(5, 5),
        decoder=_base_.codec,
    )
)
