"""Small datasets and configs, and ways to run the tools."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from poseur.synthetic import SyntheticPeopleConfig, write_dataset

DEMO_CONFIG = 'configs/synthetic/td-reg_poseur-tiny_2xb16-18e_synthetic-96x72.py'
SMALL_RUN = """
_base_ = [{base!r}]
train_cfg = dict(max_epochs=2, val_interval=1)
param_scheduler = [dict(type='MultiStepLR', milestones=[1])]
default_hooks = dict(
    checkpoint=dict(interval=1, max_keep_ckpts=3), logger=dict(interval=1)
)
one_process = dict(num_workers=0, persistent_workers=False)
train_dataloader = dict(batch_size=4, dataset=dict(indices=16), **one_process)
val_dataloader = dict(batch_size=8, **one_process)
test_dataloader = val_dataloader
randomness = dict(seed=5)
"""

#: Options that turn a ResNet-50 into a smaller ResNet.
RESNET18 = ['model.backbone.depth=18', 'model.neck.in_channels=[64,128,256,512]']
#: Options that reduce a published config to one epoch of a few samples.
BRIEF = [
    'model.backbone.init_cfg=None',
    'model.head.query_decoder.num_layers=1',
    'model.test_cfg.flip_test=False',
    'train_cfg.max_epochs=1',
    'train_cfg.val_interval=1',
    'default_hooks.logger.interval=1',
    'train_dataloader.batch_size=4',
    '+train_dataloader.dataset.indices=8',
    'val_dataloader.batch_size=8',
    'test_dataloader.batch_size=8',
]
BRIEF += [
    f'{phase}_dataloader.{setting}'
    for phase in ('train', 'val', 'test')
    for setting in ('num_workers=0', 'persistent_workers=False')
]


def brief(config: str) -> list[str]:
    """Return the options that make a run of a config brief."""
    return BRIEF + (RESNET18 if 'res50' in config else [])


@pytest.fixture(scope='session')
def synthetic_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a few images of synthetic people and return their folder."""
    root = tmp_path_factory.mktemp('synthetic')
    size = SyntheticPeopleConfig(width=160, height=128)
    write_dataset(root, num_train=16, num_val=5, cfg=size)
    return root


@pytest.fixture(scope='session')
def small_config(
    repo_root: Path, synthetic_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the demo's config, reduced to two epochs of four steps."""
    path = tmp_path_factory.mktemp('config') / 'small.py'
    path.write_text(SMALL_RUN.format(base=str(repo_root / DEMO_CONFIG)))
    return path


@pytest.fixture(scope='session')
def run_tool(
    repo_root: Path, synthetic_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., subprocess.CompletedProcess]:
    """Return a function that runs a tool from another folder, without PYTHONPATH.

    Shell scripts are executed directly, others by this Python. A failing command fails
    the test with its output, unless ``check`` is False.
    """
    elsewhere = tmp_path_factory.mktemp('elsewhere')

    def run(tool: str, *words: object, check: bool = True, **env: str):
        command = [str(repo_root / 'tools' / tool), *map(str, words)]
        if not tool.endswith('.sh'):
            command.insert(0, sys.executable)
        own_env = dict(SYNTHETIC_ROOT=str(synthetic_root), OMP_NUM_THREADS='1')
        inherited = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
        result = subprocess.run(
            command,
            cwd=elsewhere,
            env={**inherited, **own_env, **env},
            capture_output=True,
            text=True,
            timeout=300,
        )
        if check and result.returncode:
            pytest.fail(f'{command}:\n{result.stdout[-4000:]}\n{result.stderr[-4000:]}')
        return result

    return run


@pytest.fixture
def tool_in_process(
    repo_root: Path, synthetic_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """Return a function that runs the ``main`` of a tool in this process."""
    monkeypatch.setenv('SYNTHETIC_ROOT', str(synthetic_root))

    def run(tool: str, *words: object) -> None:
        path = repo_root / 'tools' / tool
        monkeypatch.setattr('sys.argv', [str(path), *map(str, words)])
        load_tool(path).main()

    return run


@pytest.fixture
def train_briefly(
    tool_in_process, repo_root: Path, tmp_path: Path
) -> Callable[..., dict]:
    """Return a function that trains a config briefly and returns logged values."""

    def run(config: str, *options: str) -> dict[str, list[float]]:
        own = f'visualizer.name={tmp_path.name}'  # names are unique
        words = ('--work-dir', tmp_path / 'work', '--cfg-options', *brief(config), own)
        tool_in_process('train.py', repo_root / config, *words, *options)
        log = next((tmp_path / 'work').glob('*/vis_data/scalars.json'))
        values: dict[str, list[float]] = {}
        for line in log.read_text().splitlines():
            for name, value in json.loads(line).items():
                values.setdefault(name, []).append(value)
        assert len(values['loss']) == 2 and np.isfinite(values['loss']).all()
        return values

    return run


@pytest.fixture
def test_briefly(
    tool_in_process, repo_root: Path, tmp_path: Path
) -> Callable[..., dict]:
    """Return a function that tests the result of ``train_briefly``."""

    def run(config: str, *options: str) -> dict[str, float]:
        out = tmp_path / 'metrics.json'
        words = ('--work-dir', tmp_path / 'work', '--out', out)
        tool_in_process(
            *('test.py', repo_root / config, tmp_path / 'work/epoch_1.pth'),
            *(*words, '--cfg-options', *brief(config), *options),
        )
        return json.loads(out.read_text())

    return run


def load_tool(path: Path) -> ModuleType:
    """Import a tool as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
