"""Poseur with dense supervision against heatmaps on Leeds Sports Pose, 128x128.

python tools/analysis_tools/run_study.py configs/studies/lsp_dense_128x128.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'heatmap (SimpleBaseline)'
stem = '../lsp/td-{}-mobilenetv2{}_1xb8-20e_lsp-128x128.py'
models = {
    'Poseur, dense supervision': stem.format('reg_poseur-dense', '-3dec'),
    'heatmap (SimpleBaseline)': '../lsp/td-hm_mobilenetv2_1xb8-20e_lsp-128x128.py',
}
runs = [dict(name=name, config=config, seeds=[0, 1]) for name, config in models.items()]
