"""Levers shared by all methods on Leeds Sports Pose: L1, 64x64, 2,000 iterations.

python tools/analysis_tools/run_study.py configs/studies/lsp_levers.py
"""

metric = 'mpii/PCKh@0.5'
photographs = False  # Leeds Sports Pose may not be passed on
config = '../lsp/td-reg_l1-mobilenetv2_1xb8-20e_lsp-64x64.py'
short = {'train_cfg.max_epochs': 4, 'param_scheduler.1.end': 4}
variants = {
    'as configured': {},
    'average of weights (EMA)': {
        '+default_hooks.ema': dict(type='EMAHook', momentum=2e-3)
    },
    'rotations of 40 degrees at most': {
        '+train_dataloader.dataset.pipeline.3.rotate_factor': 40.0
    },
    'no warm-up': {'param_scheduler.0.start_factor': 1.0},
}
runs = [
    dict(name=name, config=config, overrides={**short, **changes}, seeds=[0])
    for name, changes in variants.items()
]
