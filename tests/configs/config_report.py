"""Builds what configs describe, without data or pretrained weights.

A script, so that it runs in a fresh interpreter:
``python config_report.py REPORT CONFIG...`` writes one JSON object.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator

import torch
from mmengine.config import Config
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from mmpose import registry
from mmpose.datasets.datasets.utils import parse_pose_metainfo

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')


def parts(node: object) -> Iterator[dict]:
    """All dictionaries in a config."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from parts(child)


def build_model(model: dict):
    """Build and initialise a model, random where it would be pretrained."""
    for part in parts(model):
        if (part.get('init_cfg') or {}).get('type') == 'Pretrained':
            part['init_cfg'] = None
    built = registry.MODELS.build(model)
    built.init_weights()
    return built


def build_the_rest(cfg: Config) -> None:
    """Build transforms and hooks; look up what needs data to be built."""
    loaders = [cfg[name] for name in LOADERS]
    for part in parts(loaders):
        for transform in part.get('pipeline', []):
            registry.TRANSFORMS.build(transform)
    registry.VISUALIZERS.build(cfg.visualizer)
    for hook in (*cfg.default_hooks.values(), *cfg.custom_hooks):
        registry.HOOKS.build(hook)
    named = [(registry.DATASETS, loader.dataset.type) for loader in loaders]
    named += [(registry.METRICS, cfg.val_evaluator.type)]
    named += [(registry.METRICS, cfg.test_evaluator.type)]
    named += [(registry.RUNNERS, cfg.runner_type)]
    for kind, name in named:
        assert kind.get(name) is not None, f'no {name} among {kind.name}'


def prediction_shape(model) -> tuple[int, ...]:
    """Shape of the keypoints predicted for one crop."""
    width, height = model.head.decoder.input_size
    with torch.no_grad():
        output = model.eval()(torch.zeros(1, 3, height, width), None, mode='tensor')
    return tuple(output.keypoints.mu.shape)


def num_keypoints(dataset: dict) -> int:
    """Keypoints of a dataset by its metainfo."""
    metainfo = dataset.get('metainfo') or registry.DATASETS.get(dataset.type).METAINFO
    return parse_pose_metainfo(dict(metainfo))['num_keypoints']


def learning_rates(model, optim_wrapper: dict) -> dict[str, float]:
    """Learning rate of every parameter, as a share of the optimizer's."""
    groups = build_optim_wrapper(model, optim_wrapper).optimizer.param_groups
    rates = {id(p): group['lr'] for group in groups for p in group['params']}
    base = optim_wrapper.optimizer.lr
    return {name: rates[id(p)] / base for name, p in model.named_parameters()}


def report(path: str) -> dict:
    """Load one config and build its parts."""
    cfg = Config.fromfile(path)
    init_default_scope(cfg.default_scope)
    model = build_model(cfg.model)
    build_the_rest(cfg)
    sized = [part for part in parts(cfg.to_dict()) if 'input_size' in part]
    schedules = [part for part in parts(cfg.param_scheduler) if 'milestones' in part]
    return dict(
        parameters=sum(p.numel() for p in model.parameters()),
        prediction_shape=prediction_shape(model),
        data_joints=[num_keypoints(cfg[name].dataset) for name in LOADERS],
        input_sizes=sorted({tuple(part['input_size']) for part in sized}),
        learning_rates=learning_rates(model, cfg.optim_wrapper),
        last_epoch=cfg.train_cfg.max_epochs,
        milestones=[epoch for part in schedules for epoch in part['milestones']],
    )


def main(output: str, *paths: str) -> None:
    """Write the reports of configs; one that fails has its traceback."""
    reports = {}
    for path in paths:
        try:
            reports[path] = report(path)
        except Exception:
            reports[path] = dict(error=traceback.format_exc())
    with open(output, 'w') as file:
        json.dump(reports, file)


if __name__ == '__main__':
    main(*sys.argv[1:])
