"""Poseur, heatmaps, RLE and L1 regression on Leeds Sports Pose, 64x64.

Each method is trained at two learning rates, at the one of its config with two seeds.

python tools/analysis_tools/run_study.py configs/studies/lsp_64x64.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
reference = 'heatmap (SimpleBaseline)'
photographs = False  # Leeds Sports Pose may not be passed on
lower_rate = {'optim_wrapper.optimizer.lr': 3e-4}
higher_rate = {'optim_wrapper.optimizer.lr': 1e-3}
models = {
    'Poseur, 3 layers': ('reg_poseur-mobilenetv2-3dec', {}, [0, 1]),
    'heatmap (SimpleBaseline)': ('hm_mobilenetv2', {}, [0, 1]),
    'L1 regression': ('reg_l1-mobilenetv2', {}, [0, 1]),
    'RLE': ('reg_rle-mobilenetv2', {}, [0, 1]),
    'Poseur, 3 layers, lr 3e-4': ('reg_poseur-mobilenetv2-3dec', lower_rate, [0]),
    'heatmap (SimpleBaseline), lr 3e-4': ('hm_mobilenetv2', lower_rate, [0]),
    'L1 regression, lr 1e-3': ('reg_l1-mobilenetv2', higher_rate, [0]),
    'RLE, lr 1e-3': ('reg_rle-mobilenetv2', higher_rate, [0]),
}
runs = [
    dict(
        name=name,
        config=f'../lsp/td-{stem}_1xb8-20e_lsp-64x64.py',
        overrides=changes,
        seeds=seeds,
    )
    for name, (stem, changes, seeds) in models.items()
]
