from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mmpose.registry import DATASETS

from tests.helpers.toy_run import ToyPoints, losses_of, toy_runner

LOADED: list[int] = []


@DATASETS.register_module()
class NotedPoints(ToyPoints):
    """Notes which samples are loaded; all are the same every time."""

    def __getitem__(self, index: int) -> dict:
        LOADED.append(index)
        self.set_sample_seed(0, 0)
        return super().__getitem__(index)


def _train(work_dir: Path, iterations: int, **changes) -> tuple[list, list[int]]:
    """Train in batches of four of twelve; return losses and loaded samples."""
    LOADED.clear()
    runner = toy_runner(
        work_dir,
        **{
            'train_cfg': dict(
                _delete_=True, type='ResumingIterLoop', max_iters=iterations
            ),
            'train_dataloader.dataset.type': 'NotedPoints',
            'train_dataloader.sampler.type': 'InfiniteSampler',
            'default_hooks.checkpoint.by_epoch': False,
            'log_processor': dict(by_epoch=False),
            **{f'val_{part}': None for part in ('cfg', 'dataloader', 'evaluator')},
            **changes,
        },
    )
    runner.train()
    return losses_of(runner), list(LOADED)


@pytest.fixture
def resumed(tmp_path: Path):
    """Resumes a run of nine iterations after its third, in a separate folder."""
    _train(tmp_path / 'whole', 3)

    def resume(name: str, **changes):
        (tmp_path / name).mkdir()
        shutil.copy(tmp_path / 'whole' / 'iter_3.pth', tmp_path / name)
        return _train(tmp_path / name, 9, resume=True, **changes)

    return resume


def test_nothing_is_loaded_again(resumed) -> None:
    losses, loaded = resumed('cut')
    assert len(losses) == 6
    assert len(loaded) == 24
    assert sorted(loaded[:12]) == sorted(loaded[12:]) == list(range(12))


def test_resumed_runs_are_the_same_and_reshuffled(resumed, tmp_path: Path) -> None:
    losses, loaded = resumed('once')
    assert resumed('twice') == (losses, loaded)
    assert resumed('workers', **{'train_dataloader.num_workers': 1})[0] == losses
    _, whole = _train(tmp_path / 'other', 9)
    assert loaded[:12] not in (whole[:12], whole[12:24])
