"""SimCC, MobileNetV2, Leeds Sports Pose 96x96.

Three deconvolutions after the backbone give a map of 24x24 for each keypoint. Linear
layers turn it into scores of 192 columns and 192 rows.

    python tools/train.py \
        configs/lsp/td-simcc_mobilenetv2_1xb8-20e_lsp-96x96.py
"""

_base_ = [
    './_base_/runtime_20e.py',
    './_base_/lsp_96x96_simcc.py',
    './_base_/simcc_mobilenetv2.py',
]

model = dict(
    head=dict(
        input_size=_base_.codec['input_size'],
        in_featuremap_size=(3, 3),
        decoder=_base_.codec,
    )
)
