"""The short form of killing a training; docs/reliability.md has the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CONFIG = """
custom_imports = dict(imports=['tests.helpers.toy_run'])
default_scope = 'mmpose'
model = dict(type='ToyModel')
train_dataloader = dict(
    batch_size=2,
    num_workers={workers},
    dataset=dict(type='ToyPoints'),
    sampler=dict(type='DefaultSampler', shuffle=True),
)
train_cfg = dict(by_epoch=True, max_epochs=8)
optim_wrapper = dict(optimizer=dict(type='AdamW', lr=0.01))
param_scheduler = [dict(type='MultiStepLR', milestones=[4])]
default_hooks = dict(
    checkpoint=dict(type='AtomicCheckpointHook', interval=1, max_keep_ckpts=2),
    sampler_seed=dict(type='DistSamplerSeedHook'),
    ema=dict(type='EMAHook', momentum=0.1),
)
custom_hooks = [dict(type='SyncBuffersHook'), dict(type='EpochSeedHook')]
randomness = dict(seed=3)
log_level = 'WARNING'
"""


@pytest.mark.parametrize(
    ('number', 'processes', 'workers'), [('KILL', 1, 1), ('TERM', 2, 0)]
)
def test_a_killed_training_ends_as_one_that_was_left_alone(
    run_tool, tmp_path: Path, number: str, processes: int, workers: int, repo_root
) -> None:
    config = tmp_path / 'toy.py'
    config.write_text(CONFIG.format(workers=workers))
    options = ['--kills', 4, '--signal', number, '--processes', processes]
    result = run_tool(
        'misc/kill_training.py',
        config,
        *options,
        '--out-dir',
        tmp_path / 'out',
        PYTHONPATH=str(repo_root),
    )
    assert '4 kills' in result.stdout and 'all equal' in result.stdout
