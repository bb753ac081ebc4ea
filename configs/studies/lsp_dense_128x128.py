"""Poseur with dense supervision against heatmaps on Leeds Sports Pose, 128x128.

python tools/analysis_tools/run_study.py configs/studies/lsp_dense_128x128.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'heatmap (SimpleBaseline)'
photographs = False  # Leeds Sports Pose may not be passed on
stem = '../lsp/td-{}_1xb8-20e_lsp-128x128.py'
proposals = {'proposals': {'+model.test_cfg.num_layers': 0}}
dark = {
    'DARK': {
        '+model.head.decoder.unbiased': True,
        '+model.head.decoder.blur_kernel_size': 7,
    }
}
models = {
    'Poseur, dense supervision': (
        'reg_poseur-dense-mobilenetv2-3dec',
        [0, 1],
        proposals,
    ),
    'heatmap (SimpleBaseline)': ('hm_mobilenetv2', [0, 1], dark),
    'heatmap, top-down neck': ('hm_dense-mobilenetv2', [0], dark),
    'TransPose': ('hm_transpose-mobilenetv2', [0], {}),
    'TokenPose': ('hm_tokenpose-mobilenetv2', [0], {}),
    'SimCC': ('simcc_mobilenetv2', [0], {}),
    'Poseur, 3 layers': ('reg_poseur-mobilenetv2-3dec', [0], {}),
    'L1 regression': ('reg_l1-mobilenetv2', [0], {}),
    'RLE': ('reg_rle-mobilenetv2', [0], {}),
}
runs = [
    dict(name=name, config=stem.format(model), seeds=seeds, tests=tests)
    for name, (model, seeds, tests) in models.items()
]
