import logging
from pathlib import Path

import pytest
import torch
from mmengine.optim import AmpOptimWrapper
from torch import distributed

from poseur.engine.cpu_fallback import (
    join_cpu_processes,
    usable_optim_wrapper,
    usable_sync_bn,
)
from tests.helpers.toy_run import losses_of, toy_runner

needs_cpu = pytest.mark.skipif(torch.cuda.is_available(), reason='there is a GPU')


@needs_cpu
def test_a_gpu_recipe_trains_on_the_cpu_with_notices(tmp_path: Path) -> None:
    settings = {
        'train_cfg.max_epochs': 1,
        'optim_wrapper.type': 'AmpOptimWrapper',
        'optim_wrapper.loss_scale': 'dynamic',
    }
    runner = toy_runner(tmp_path, sync_bn='torch', log_level='INFO', **settings)
    runner.train()
    assert len(losses_of(runner)) == 3
    assert not isinstance(runner.optim_wrapper, AmpOptimWrapper)
    assert type(runner.model.norm) is torch.nn.BatchNorm1d
    log = next(tmp_path.rglob('*.log')).read_text()
    assert log.count('AmpOptimWrapper needs a GPU') == 1
    assert log.count("sync_bn='torch' has no effect on CPUs") == 1


def test_settings_of_amp_are_dropped_with_it(monkeypatch) -> None:
    amp = dict(type='AmpOptimWrapper', dtype='float16', loss_scale=512.0)
    amp |= dict(optimizer=dict(type='SGD', lr=0.1), accumulative_counts=2)
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    assert usable_optim_wrapper(amp) == dict(
        type='OptimWrapper', optimizer=dict(type='SGD', lr=0.1), accumulative_counts=2
    )
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: True)
    assert usable_optim_wrapper(amp) is amp


@pytest.mark.parametrize(
    ('device', 'world_size', 'expected'),
    [('cuda', 8, 'torch'), ('cuda', 1, None), ('cpu', 2, None)],
)
def test_where_batch_norm_is_synchronized(
    monkeypatch, device: str, world_size: int, expected: str | None
) -> None:
    monkeypatch.setattr('poseur.engine.cpu_fallback.get_device', lambda: device)
    assert usable_sync_bn('torch', world_size) == expected
    assert usable_sync_bn(None, world_size) is None


def test_no_notice_where_nothing_was_asked_for(caplog) -> None:
    with caplog.at_level(logging.INFO):
        usable_sync_bn(None, 1)
        usable_optim_wrapper(dict(type='OptimWrapper'))
    assert not caplog.records


def test_gpus_that_torch_cannot_use_are_no_reason_for_cpus(
    monkeypatch, tmp_path: Path
) -> None:
    driver = tmp_path / 'version'
    driver.write_text('NVRM version: 470.82')
    monkeypatch.setattr('poseur.engine.cpu_fallback.NVIDIA_DRIVER', driver)
    monkeypatch.setattr(distributed, 'is_initialized', lambda: True)
    monkeypatch.delenv('CUDA_VISIBLE_DEVICES', raising=False)
    with pytest.raises(RuntimeError, match='too old.*CUDA_VISIBLE_DEVICES= to compute'):
        join_cpu_processes('pytorch')
    monkeypatch.setenv('CUDA_VISIBLE_DEVICES', '')
    join_cpu_processes('pytorch')
