"""Poseur with dense supervision against heatmaps and SimCC on livestock, 160x160.

python tools/analysis_tools/run_study.py configs/studies/livestock.py
"""

metric = 'all/PCK@0.05'
also = 'all/AP'
reference = 'heatmap (SimpleBaseline)'
stem = '../livestock/td-{}_1xb8-50e_livestock-160x160.py'
proposals = {'proposals': {'+model.test_cfg.num_layers': 0}}
dark = {
    'DARK': {
        '+model.head.decoder.unbiased': True,
        '+model.head.decoder.blur_kernel_size': 9,
    }
}
models = {
    'Poseur, dense supervision': (
        'reg_poseur-dense-mobilenetv2',
        [0, 1],
        proposals,
    ),
    'heatmap (SimpleBaseline)': ('hm_mobilenetv2', [0], dark),
    'SimCC': ('simcc_mobilenetv2', [0], {}),
}
runs = [
    dict(name=name, config=stem.format(model), seeds=seeds, tests=tests)
    for name, (model, seeds, tests) in models.items()
]
