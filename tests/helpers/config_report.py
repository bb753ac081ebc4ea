"""Reports on configs: their settings, and a model built and run from them.

Neither data nor pretrained weights are needed. This is a script, so that it runs in a
fresh interpreter: ``python config_report.py REPORT CONFIG... [--run CONFIG...]`` writes
a line of JSON for each config, with its settings; those after ``--run`` are also built
and run. A config that fails has an ``error``, and the others go through.
"""

from __future__ import annotations

import json
import traceback
from argparse import ArgumentParser
from collections.abc import Iterator

import poseur  # noqa: F401  (before mmpose: it replaces what this Python lacks)

# isort: split
import cv2
import numpy as np
import torch
from mmengine.config import Config
from mmengine.dataset import Compose, pseudo_collate
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from mmpose import registry
from mmpose.datasets.datasets.utils import parse_pose_metainfo

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
IMAGE = 'people.png'


def parts(node: object) -> Iterator[dict]:
    """Yield all dictionaries in a config."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from parts(child)


def build_model(model: dict):
    """Build and initialize a model, with random weights instead of pretrained ones."""
    for part in parts(model):
        if (part.get('init_cfg') or {}).get('type') == 'Pretrained':
            part['init_cfg'] = None
    built = registry.MODELS.build(model)
    built.init_weights()
    return built


def build_optimizer(cfg: Config, model):
    """Build the optimizer wrapper as on machines without GPUs."""
    from poseur.engine.cpu_fallback import usable_optim_wrapper

    return build_optim_wrapper(model, usable_optim_wrapper(cfg.optim_wrapper))


def build_the_rest(cfg: Config) -> None:
    """Build transforms and hooks; look up the types that need data to be built."""
    loaders = [cfg[name] for name in LOADERS]
    for part in parts(loaders):
        for transform in part.get('pipeline', []):
            registry.TRANSFORMS.build(transform)
    registry.VISUALIZERS.build(cfg.visualizer)
    for hook in (*cfg.default_hooks.values(), *cfg.custom_hooks):
        registry.HOOKS.build(hook)
    named = [(registry.DATASETS, loader.dataset.type) for loader in loaders]
    for evaluator in (cfg.val_evaluator, cfg.test_evaluator):
        metrics = evaluator if isinstance(evaluator, list) else [evaluator]
        named += [(registry.METRICS, each.type) for each in metrics]
    named += [(registry.RUNNERS, cfg.runner_type)]
    for kind, name in named:
        assert kind.get(name) is not None, f'no {name} among {kind.name}'


def metainfo_of(dataset: dict) -> dict:
    """Return the parsed metainfo of a dataset."""
    from poseur.config import declared_metainfo

    return parse_pose_metainfo(dict(declared_metainfo(dataset)))


def person(metainfo: dict) -> dict:
    """Return one person as datasets load it, with random keypoints in the box."""
    rng = np.random.default_rng(0)
    count = metainfo['num_keypoints']
    return dict(
        metainfo,
        img_path=IMAGE,
        img_id=1,
        id=1,
        bbox=np.array([[200.0, 100.0, 440.0, 400.0]], np.float32),
        bbox_score=np.ones(1, np.float32),
        keypoints=rng.uniform((200, 100), (440, 400), (1, count, 2)).astype(np.float32),
        keypoints_visible=np.ones((1, count), np.float32),
    )


def prediction_shape(cfg: Config, model) -> list[int]:
    """Return the shape of the keypoints predicted for one crop, with the flip test."""
    dataset = cfg.val_dataloader.dataset
    sample = Compose(dataset.pipeline)(person(metainfo_of(dataset)))
    with torch.no_grad():
        (predicted,) = model.eval().val_step(pseudo_collate([sample]))
    assert np.isfinite(predicted.pred_instances.keypoints).all()
    return list(predicted.pred_instances.keypoints.shape)


def trained(model) -> dict:
    """Return all parameters that are trained, by name."""
    return {name: p for name, p in model.named_parameters() if p.requires_grad}


def training_step(cfg: Config, model, optim_wrapper) -> dict:
    """Make one step on one crop: its loss, and parameters without a gradient."""
    dataset = cfg.train_dataloader.dataset
    sample = Compose(dataset.pipeline)(person(metainfo_of(dataset)))
    height, width = sample['inputs'].shape[-2:]
    batch = model.data_preprocessor(pseudo_collate([sample]), training=True)
    loss, _ = model.parse_losses(model.train()(**batch, mode='loss'))
    loss.backward()
    parameters = trained(model)
    before = {name: p.detach().clone() for name, p in parameters.items()}
    optim_wrapper.step()
    return dict(
        loss=loss.item(),
        crop=[width, height],
        without_gradient=[n for n, p in parameters.items() if p.grad is None],
        moved=np.mean([not torch.equal(p, before[n]) for n, p in parameters.items()]),
    )


def settings(model, optim_wrapper) -> dict[str, list[float]]:
    """Return the learning rate and the weight decay of every parameter."""
    groups = optim_wrapper.optimizer.param_groups
    by_id = {
        id(p): [group['lr'], group['weight_decay']]
        for group in groups
        for p in group['params']
    }
    return {name: by_id[id(p)] for name, p in trained(model).items()}


def facts(cfg: Config) -> dict:
    """Read the settings of a config, after building what needs no data or weights."""
    build_the_rest(cfg)
    head = cfg.model.head
    sized = [part for part in parts(cfg.to_dict()) if 'input_size' in part]
    schedules = [part for part in parts(cfg.param_scheduler) if 'milestones' in part]
    return dict(
        data_keypoints=[metainfo_of(cfg[n].dataset)['num_keypoints'] for n in LOADERS],
        keypoints_from_metainfo='num_keypoints' not in head
        and head.get('metainfo') == cfg.train_dataloader.dataset.metainfo,
        input_sizes=sorted({tuple(part['input_size']) for part in sized}),
        batch_size=cfg.train_dataloader.batch_size,
        last_epoch=cfg.train_cfg.max_epochs,
        milestones=[epoch for part in schedules for epoch in part['milestones']],
    )


def run(cfg: Config) -> dict:
    """Build the model of a config, predict one crop and make one training step."""
    torch.manual_seed(0)
    np.random.seed(0)
    model = build_model(cfg.model)
    optim_wrapper = build_optimizer(cfg, model)
    return dict(
        parameters=sum(p.numel() for p in model.parameters()),
        prediction_shape=prediction_shape(cfg, model),
        optimizer=settings(model, optim_wrapper),
        step=training_step(cfg, model, optim_wrapper),
    )


def report(path: str, runs: bool) -> dict:
    """Report on one config; one that fails has its traceback."""
    try:
        cfg = Config.fromfile(path)
        init_default_scope(cfg.default_scope)
        return facts(cfg) | (run(cfg) if runs else {})
    except Exception:
        return dict(error=traceback.format_exc())


def main() -> None:
    """Write the reports, each as soon as it is made."""
    parser = ArgumentParser()
    parser.add_argument('output')
    parser.add_argument('configs', nargs='*')
    parser.add_argument('--run', nargs='*', default=[])
    args = parser.parse_args()
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)
    cv2.imwrite(IMAGE, noise)
    with open(args.output, 'w') as file:
        for path in dict.fromkeys([*args.run, *args.configs]):
            made = report(path, path in args.run)
            print(json.dumps(dict(path=path, **made)), file=file, flush=True)


if __name__ == '__main__':
    main()
