from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from mmengine.registry import RUNNERS as MMENGINE_RUNNERS
from mmpose.registry import RUNNERS

from poseur.checkpoints import (
    CheckpointError,
    CheckpointMismatchError,
    CorruptCheckpointError,
    UnsafeCheckpointError,
)
from poseur.engine import PoseurRunner
from tests.helpers.toy_run import losses_of, toy_config, toy_runner


@pytest.fixture
def work_dir(trained_dir: Path, tmp_path: Path) -> Path:
    """A copy of a finished run of four epochs."""
    return Path(shutil.copytree(trained_dir, tmp_path / 'run'))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def _weights(path: Path) -> dict[str, torch.Tensor]:
    return torch.load(path)['state_dict']


def test_is_registered_for_configs(tmp_path: Path) -> None:
    cfg = toy_config(tmp_path)
    cfg.runner_type = 'PoseurRunner'
    assert isinstance(RUNNERS.build(cfg), PoseurRunner)
    assert 'PoseurRunner' not in MMENGINE_RUNNERS.module_dict


@pytest.mark.parametrize('seed', [-1, 2**32, 1.5, '3'])
def test_seeds_that_nothing_can_take(tmp_path: Path, seed: object) -> None:
    with pytest.raises(
        ValueError, match=f'randomness.seed={seed!r} must be an integer'
    ):
        toy_runner(tmp_path, randomness=dict(seed=seed))


def test_automatic_resume_passes_over_truncated_files(
    work_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _cut(work_dir / 'epoch_4.pth')
    _cut(work_dir / 'epoch_3.pth')
    runner = toy_runner(work_dir, resume=True, log_level='WARNING')
    runner.logger.addHandler(caplog.handler)
    runner.train()
    assert len(losses_of(runner)) == 6  # epochs 3 and 4 are done again
    named = [r.getMessage() for r in caplog.records if 'truncated' in r.getMessage()]
    assert len(named) == 2
    assert 'epoch_4.pth' in named[0]
    assert 'epoch_3.pth' in named[1]


def test_no_readable_checkpoint_names_all(work_dir: Path) -> None:
    for path in work_dir.glob('epoch_*.pth'):
        _cut(path)
    runner = toy_runner(work_dir, resume=True)
    with pytest.raises(CheckpointError, match='epoch_4.pth.*epoch_1.pth.*Delete'):
        runner.train()


def test_unsafe_latest_checkpoint_is_not_passed_over(work_dir: Path) -> None:
    torch.save(dict(state_dict={}, meta=print), work_dir / 'epoch_4.pth')
    with pytest.raises(UnsafeCheckpointError, match='epoch_4.pth.*builtins.print'):
        toy_runner(work_dir, resume=True).train()


def test_automatic_resume_of_a_new_run(tmp_path: Path) -> None:
    runner = toy_runner(tmp_path, resume=True, **{'train_cfg.max_epochs': 1})
    runner.train()
    assert len(losses_of(runner)) == 3


def test_explicit_path_is_not_replaced_by_another(work_dir: Path) -> None:
    path = work_dir / 'epoch_3.pth'
    _cut(path)
    with pytest.raises(CorruptCheckpointError, match=str(path)):
        toy_runner(work_dir, resume=True, load_from=str(path)).train()


def test_weights_alone_cannot_be_resumed_from(work_dir: Path) -> None:
    path = work_dir / 'weights.pth'
    torch.save(_weights(work_dir / 'epoch_4.pth'), path)
    with pytest.raises(CheckpointError, match='weights.pth: it holds no meta'):
        toy_runner(work_dir, resume=True, load_from=str(path)).train()


def test_test_needs_an_exact_fit(work_dir: Path) -> None:
    path = str(work_dir / 'epoch_4.pth')
    runner = toy_runner(work_dir, load_from=path, **{'model.width': 6})
    with pytest.raises(CheckpointMismatchError) as caught:
        runner.test()
    message = str(caught.value)
    assert '7 of another shape: first.weight ((8, 4) in the checkpoint, (6, 4)' in (
        message
    )
    assert '--allow-mismatch' in message


def test_missing_and_unexpected_keys_are_counted(work_dir: Path) -> None:
    weights = _weights(work_dir / 'epoch_4.pth')
    weights['old.bias'] = weights.pop('last.bias')
    torch.save(dict(state_dict=weights), work_dir / 'other.pth')
    runner = toy_runner(work_dir, load_from=str(work_dir / 'other.pth'))
    with pytest.raises(CheckpointMismatchError) as caught:
        runner.test()
    assert '1 missing from the checkpoint: last.bias' in str(caught.value)
    assert '1 unknown to the model: old.bias' in str(caught.value)


def test_mismatch_can_be_allowed(work_dir: Path) -> None:
    weights = _weights(work_dir / 'epoch_4.pth')
    del weights['last.bias']
    torch.save(dict(state_dict=weights), work_dir / 'other.pth')
    runner = toy_runner(
        work_dir, load_from=str(work_dir / 'other.pth'), allow_mismatch=True
    )
    assert runner.test() == {'toy/AP': 0.1}
    assert torch.equal(runner.model.first.weight, weights['first.weight'])


def test_weights_of_a_parallel_model_are_loaded(work_dir: Path) -> None:
    weights = _weights(work_dir / 'epoch_4.pth')
    path = work_dir / 'parallel.pth'
    torch.save({f'module.{key}': value for key, value in weights.items()}, path)
    runner = toy_runner(work_dir, load_from=str(path))
    runner.test()
    assert torch.equal(runner.model.last.weight, weights['last.weight'])


def test_fine_tuning_takes_what_fits(work_dir: Path) -> None:
    weights = _weights(work_dir / 'epoch_4.pth')
    weights = {'first.weight': torch.full_like(weights['first.weight'], 7.0)}
    torch.save(weights, work_dir / 'part.pth')
    runner = toy_runner(
        work_dir / 'tuned',
        load_from=str(work_dir / 'part.pth'),
        **{'train_cfg.max_epochs': 1, 'optim_wrapper.optimizer.lr': 0.0},
    )
    runner.train()
    assert (runner.model.first.weight == 7).all()


def test_fine_tuning_refuses_weights_of_another_model(work_dir: Path) -> None:
    torch.save({'conv.weight': torch.ones(1)}, work_dir / 'conv.pth')
    runner = toy_runner(work_dir / 'tuned', load_from=str(work_dir / 'conv.pth'))
    with pytest.raises(CheckpointMismatchError, match='No key.*conv.pth'):
        runner.train()


def test_processes_wait_for_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process downloads and evaluates alone; NCCL gives up earlier."""
    for name in ('OMP_NUM_THREADS', 'MKL_NUM_THREADS'):
        monkeypatch.setenv(name, '1')
    joined: list[dict] = []
    monkeypatch.setattr(
        'mmengine.runner.runner.init_dist', lambda _, **given: joined.append(given)
    )
    monkeypatch.setattr('poseur.engine.runner.join_cpu_processes', lambda _: None)
    runner = toy_runner(tmp_path)
    runner._launcher, runner._distributed = 'pytorch', True
    runner.setup_env(dict(dist_cfg=dict(backend='gloo')))
    runner.setup_env(dict(dist_cfg=dict(backend='gloo', timeout=60)))
    assert joined == [
        dict(backend='gloo', timeout=3600),
        dict(backend='gloo', timeout=60),
    ]
