"""Poseur with dense supervision against heatmaps on Leeds Sports Pose, 64x64.

python tools/analysis_tools/run_study.py configs/studies/lsp_dense_64x64.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'heatmap (SimpleBaseline)'
photographs = False  # Leeds Sports Pose may not be passed on
stem = '../lsp/td-{}_1xb8-20e_lsp-64x64.py'
readout = dict(type='LocalExpectation', smooth_peak=True)
tests = {
    'proposals': {'+model.test_cfg.num_layers': 0},
    'smooth peak': {'+model.head.coarse_branch.readout': readout},
}
dark = {
    'DARK': {
        '+model.head.decoder.unbiased': True,
        '+model.head.decoder.blur_kernel_size': 5,
    }
}
models = {
    'Poseur, dense supervision': (
        'reg_poseur-dense-mobilenetv2-3dec',
        [0, 1],
        tests,
    ),
    'heatmap (SimpleBaseline)': ('hm_mobilenetv2', [0, 1], dark),
}
runs = [
    dict(name=name, config=stem.format(model), seeds=seeds, tests=further)
    for name, (model, seeds, further) in models.items()
]
