"""Noise, levels and layers on Leeds Sports Pose, 64x64, 4,000 iterations.

python tools/analysis_tools/run_study.py configs/studies/lsp_64x64_ablations.py
"""

metric = 'mpii/PCKh@0.5'
photographs = False  # Leeds Sports Pose may not be passed on
config = '../lsp/td-reg_poseur-mobilenetv2-3dec_1xb8-20e_lsp-64x64.py'
short = {'train_cfg.max_epochs': 8, 'param_scheduler.1.end': 8}
noise = 'model.head.keypoint_encoder.noisy_points'
levels = {
    4: {},
    3: {
        'model.backbone.out_indices': [2, 4, 7],
        'model.neck.in_channels': [32, 96, 1280],
        'model.head.num_levels': 3,
    },
    1: {
        'model.backbone.out_indices': [7],
        'model.neck.in_channels': [1280],
        'model.head.num_levels': 1,
    },
}
variants = {
    '4 levels, no noisy points': levels[4],
    '6 layers': {'model.head.query_decoder.num_layers': 6},
    '3 levels': levels[3],
    '1 level': levels[1],
    'random second set': {noise: dict(type='RandomReferencePoints', num_copies=1)},
    'official noise': {
        noise: dict(type='NoisyReferencePoints', num_copies=3, num_noised=4)
    },
}
runs = [
    dict(name=name, config=config, overrides={**short, **changes}, seeds=[0])
    for name, changes in variants.items()
]
