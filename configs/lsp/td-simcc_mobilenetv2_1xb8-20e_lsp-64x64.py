"""SimCC, MobileNetV2, Leeds Sports Pose 64x64.

Three deconvolutions after the backbone give a map of 16x16 for each keypoint. Linear
layers turn it into scores of 128 columns and 128 rows.

    python tools/train.py \
        configs/lsp/td-simcc_mobilenetv2_1xb8-20e_lsp-64x64.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_64x64_simcc.py',
    './_base_/simcc_mobilenetv2.py',
]

model = dict(
    head=dict(
        input_size=_base_.codec['input_size'],
        in_featuremap_size=(2, 2),
        decoder=_base_.codec,
    )
)
