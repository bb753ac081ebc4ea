"""Poseur with dense supervision against heatmaps on Leeds Sports Pose at equal time.

A training step of both takes about as long on one core of a CPU (docs/speed.md), so
runs of equal length are runs of equal time: some 10, 30 and 90 minutes. Each has a
schedule of its own.

python tools/analysis_tools/run_study.py configs/studies/lsp_equal_time.py
"""

metric = 'mpii/PCKh@0.5'
also = 'mpii/PCKh@0.1'
photographs = False  # Leeds Sports Pose may not be passed on
stem = '../lsp/td-{}_1xb8-20e_lsp-128x128.py'
models = {
    'Poseur, dense supervision': 'reg_poseur-dense-mobilenetv2-3dec',
    'heatmap (SimpleBaseline)': 'hm_mobilenetv2',
}
runs = [
    dict(
        name=f'{name}, {minutes} min',
        config=stem.format(model),
        overrides={
            'train_cfg.max_epochs': epochs,
            'train_cfg.val_interval': epochs,
            'param_scheduler.0.end': 300,
            'param_scheduler.1.end': epochs,
        },
        seeds=[0],
    )
    for minutes, epochs in ((10, 5), (30, 15), (90, 45))
    for name, model in models.items()
]
