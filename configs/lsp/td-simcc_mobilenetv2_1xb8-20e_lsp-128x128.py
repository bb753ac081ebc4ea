"""SimCC, MobileNetV2, Leeds Sports Pose 128x128.

Three deconvolutions after the backbone give a map of 32x32 for each keypoint. Linear
layers turn it into scores of 256 columns and 256 rows.

    python tools/train.py \
        configs/lsp/td-simcc_mobilenetv2_1xb8-20e_lsp-128x128.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_128x128_simcc.py',
    './_base_/simcc_mobilenetv2.py',
]

model = dict(
    head=dict(
        input_size=_base_.codec['input_size'],
        in_featuremap_size=(4, 4),
        decoder=_base_.codec,
    )
)
