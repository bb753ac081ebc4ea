"""Every file of weights opens with plain ``torch.load`` and holds plain data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import ConfigDict
from mmengine.logging import HistoryBuffer
from mmengine.runner import Runner
from mmpose.registry import DATASETS

from poseur.checkpoints import load_file, publish_checkpoint
from poseur.checkpoints.plain import restore_histories, to_plain
from poseur.checkpoints.resume import INTERRUPTED
from tests.helpers.toy_run import ToyPoints, losses_of, toy_config, toy_runner

PLAIN = (str, int, float, bool, type(None))


@DATASETS.register_module()
class PointsWithoutLinks(ToyPoints):
    """Points whose skeleton has no links, with all that metainfo may hold."""

    metainfo = dict(
        num_keypoints=np.int64(3),
        sigmas=np.ones(3, np.float32),
        skeleton_links=[],
        skeleton_link_colors=np.zeros((0, 3), np.uint8),
        keypoint_id2name={np.int64(0): 'nose'},
        source=ConfigDict(folder=Path('data')),
    )


def _others(value: object) -> Iterator[object]:
    """Iterate over what is neither plain nor a container."""
    if type(value) in (dict, list, tuple):
        items = [*value, *value.values()] if isinstance(value, dict) else value
        for item in items:
            yield from _others(item)
    elif type(value) not in PLAIN:
        yield value


@pytest.fixture(scope='module')
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a training with averaged weights, and a published one."""
    work_dir = tmp_path_factory.mktemp('written')
    changes = {
        'default_hooks.ema': dict(type='EMAHook', momentum=0.1),
        'default_hooks.checkpoint.save_best': 'toy/AP',
        'train_dataloader.dataset.type': 'PointsWithoutLinks',
        'train_cfg.max_epochs': 2,
    }
    runner = toy_runner(work_dir, **changes)
    runner.train()
    runner.save_checkpoint(str(work_dir), INTERRUPTED)
    publish_checkpoint(str(work_dir / 'epoch_2.pth'), str(work_dir / 'published'))
    return work_dir


@pytest.mark.parametrize(
    'pattern', ['epoch_2', 'best_toy_AP_epoch_2', 'interrupted', 'published-*']
)
def test_files_open_everywhere(written: Path, pattern: str) -> None:
    (path,) = written.glob(f'{pattern}.pth')
    plainly, ours = torch.load(path), load_file(str(path))
    assert list(_others(plainly['meta'])) == []
    assert plainly['meta'] == ours['meta']
    assert plainly['meta']['dataset_meta'] == dict(
        num_keypoints=3,
        sigmas=[1.0, 1.0, 1.0],
        skeleton_links=[],
        skeleton_link_colors=[],
        keypoint_id2name={0: 'nose'},
        source=dict(folder='data'),
    )
    weights = ours['state_dict']
    assert all(torch.equal(weights[key], plainly['state_dict'][key]) for key in weights)


def test_history_comes_back(written: Path) -> None:
    hub = load_file(str(written / 'epoch_2.pth'))['message_hub']
    losses = hub['log_scalars']['train/loss']
    assert isinstance(losses, HistoryBuffer) and len(losses.data[0]) == 6
    empty = dict(message_hub=dict(log_scalars=dict(loss=to_plain(HistoryBuffer()))))
    restore_histories(empty)
    assert len(empty['message_hub']['log_scalars']['loss'].data[0]) == 0


def test_a_run_of_mmengine_resumes_too(written: Path, tmp_path: Path) -> None:
    """It only says that it starts another history of losses."""
    changes = {'load_from': str(written / 'epoch_2.pth'), 'train_cfg.max_epochs': 3}
    cfg = toy_config(tmp_path, resume=True, **changes)
    cfg.default_hooks.checkpoint = dict(type='CheckpointHook', interval=1)
    runner = Runner.from_cfg(cfg)
    runner.train()
    assert len(losses_of(runner)) == 3
