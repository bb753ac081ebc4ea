"""Hooks, environment and logging, shared by all configs."""

custom_imports = dict(
    imports=[
        'poseur.checkpoints',
        'poseur.models',
        'poseur.codecs',
        'poseur.datasets',
        'poseur.engine',
        'poseur.evaluation',
    ],
    allow_failed_imports=False,
)
default_scope = 'mmpose'
runner_type = 'PoseurRunner'

default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=50),
    param_scheduler=dict(type='ParamSchedulerHook'),
    checkpoint=dict(
        type='AtomicCheckpointHook', interval=10, save_best='auto', max_keep_ckpts=3
    ),
    sampler_seed=dict(type='DistSamplerSeedHook'),
    visualization=dict(type='PoseVisualizationHook', enable=False),
    panels=dict(type='PersonPanelsHook', enable=False),
)
custom_hooks = [
    dict(type='SyncBuffersHook'),
    dict(type='EpochSeedHook'),
    dict(type='NonFiniteGuardHook'),
]

env_cfg = dict(
    cudnn_benchmark=False,
    mp_cfg=dict(mp_start_method='fork', opencv_num_threads=0),
    dist_cfg=dict(backend='nccl'),
)
randomness = dict(seed=0)
visualizer = dict(
    type='PoseurVisualizer',
    vis_backends=[dict(type='LocalVisBackend')],
    name='visualizer',
)

log_processor = dict(type='LogProcessor', window_size=50, by_epoch=True, num_digits=6)
log_level = 'INFO'
load_from = None
channels_last = False  # True makes convolutions faster on CPUs
resume = False
val_cfg = dict()
test_cfg = dict()
