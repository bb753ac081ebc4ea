"""Runtime of the detectors: counted in iterations, with the packages they need."""

_base_ = '../../_base_/default_runtime.py'

custom_imports = dict(
    imports=[
        *_base_.custom_imports.imports,
        'poseur.detection',
        'poseur.detection.datasets',
        'poseur.detection.evaluation',
    ],
)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=10000),
    visualization=dict(type='mmdet.PersonVisualizationHook'),
)
log_processor = dict(by_epoch=False)
