"""Two processes of torchrun on the CPU do what one process does."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from pathlib import Path

import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS

from tests.helpers.network import free_port

pytestmark = pytest.mark.slow

EXACT_RUN = """
_base_ = [{base!r}]
custom_imports = dict(imports=[*_base_.custom_imports['imports'], 'mean_loss_hook'])
custom_hooks = [*_base_.custom_hooks, dict(type='MeanLossHook')]
model = dict(backbone=dict(norm_eval=True))  # no statistics over half a batch
optim_wrapper = dict(optimizer=dict(lr=5e-4))
param_scheduler = []
"""

# The mean over processes of the loss, which mmengine logs for the first one alone.
HOOK = """
import json
from pathlib import Path
import torch
from mmengine.dist import all_reduce, get_rank
from mmengine.hooks import Hook
from mmpose.registry import HOOKS

@HOOKS.register_module()
class MeanLossHook(Hook):
    def __init__(self):
        self.losses = []

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
        loss = outputs['loss'].detach().clone()
        all_reduce(loss, 'mean')
        self.losses.append(loss.item())

    def after_train(self, runner):
        if get_rank() == 0:
            path = Path(runner.work_dir) / 'mean_losses.json'
            path.write_text(json.dumps(self.losses))
"""


@pytest.fixture(scope='module')
def exact_config(small_config: Path, tmp_path_factory) -> Path:
    """A run without any source of differences between numbers of processes."""
    folder = tmp_path_factory.mktemp('exact')
    (folder / 'mean_loss_hook.py').write_text(HOOK)
    (folder / 'exact.py').write_text(EXACT_RUN.format(base=str(small_config)))
    return folder / 'exact.py'


@pytest.fixture(scope='module')
def train(exact_config: Path, run_tool, tmp_path_factory):
    """Trains in a number of processes, eight people a step; returns the folder."""

    def run(processes: int) -> Path:
        work_dir = tmp_path_factory.mktemp(f'processes_{processes}')
        words = ('--work-dir', work_dir, '--no-validate', '--cfg-options')
        words += (f'train_dataloader.batch_size={8 // processes}',)
        env = dict(PYTHONPATH=str(exact_config.parent))
        if processes == 1:
            run_tool('train.py', exact_config, *words, **env)
        else:
            env.update(PORT=free_port(), PYTHON=sys.executable)
            run_tool('dist_train.sh', exact_config, processes, *words, **env)
        return work_dir

    return run


@pytest.fixture(scope='module')
def trained_in_two(train) -> Path:
    return train(2)


def _mean_losses(work_dir: Path) -> list[float]:
    return json.loads((work_dir / 'mean_losses.json').read_text())


def test_two_processes_reach_the_loss_of_one(train, trained_in_two: Path) -> None:
    one, two = _mean_losses(train(1)), _mean_losses(trained_in_two)
    assert len(one) == len(two) == 4
    assert abs(one[-1] - one[0]) > 0.1 * abs(one[0])  # something was learned
    assert two == pytest.approx(one, rel=1e-4)


def test_caches_are_written_before_processes_start(run_tool, tmp_path: Path) -> None:
    """In a new environment they would read what another is still writing."""
    script = tmp_path / 'look.py'
    script.write_text(
        'import os, pathlib, pickle\n'
        "caches = pathlib.Path(os.environ['XDG_CACHE_HOME']).rglob('*.pickle')\n"
        'print("whole:", [bool(pickle.loads(c.read_bytes())) for c in caches])\n'
    )
    done = run_tool(
        'run_torchrun.sh',
        *(script, 2),
        XDG_CACHE_HOME=tmp_path / 'cache',
        PORT=free_port(),
        PYTHON=sys.executable,
    )
    assert done.stdout.count('whole: [True, True]') == 2


def test_two_processes_resume_before_a_truncated_checkpoint(
    trained_in_two: Path, exact_config: Path, run_tool, tmp_path: Path
) -> None:
    work_dir = shutil.copytree(trained_in_two, tmp_path / 'work')
    os.truncate(work_dir / 'epoch_2.pth', 1000)
    result = run_tool(
        'dist_train.sh',
        *(exact_config, 2, '--work-dir', work_dir, '--no-validate', '--resume'),
        *('--cfg-options', 'train_dataloader.batch_size=4'),
        PYTHONPATH=str(exact_config.parent),
        PORT=free_port(),
        PYTHON=sys.executable,
    )
    assert 'epoch_2.pth' in re.search(r'.*is truncated', result.stdout)[0]
    second_epoch = _mean_losses(trained_in_two)[2:]
    assert _mean_losses(work_dir) == pytest.approx(second_epoch, rel=1e-6)


def test_two_processes_test_every_person_once(
    exact_config: Path,
    trained_in_two: Path,
    run_tool,
    synthetic_root: Path,
    tmp_path: Path,
) -> None:
    out = tmp_path / 'results.json'
    run_tool(
        'dist_test.sh',
        *(exact_config, trained_in_two / 'epoch_2.pth', 2),
        *('--work-dir', tmp_path, '--format-only', '--out', out),
        *('--cfg-options', '+test_evaluator.nms_mode=none'),
        PYTHONPATH=str(exact_config.parent),
        PORT=free_port(),
        PYTHON=sys.executable,
    )
    people = synthetic_root / 'annotations' / 'person_keypoints_val.json'
    annotations = json.loads(people.read_text())['annotations']
    labeled = [a['image_id'] for a in annotations if a['num_keypoints']]
    results = [entry['image_id'] for entry in json.loads(out.read_text())]
    assert sorted(results) == sorted(labeled)


@pytest.fixture
def train_pretrained(small_config: Path, run_tool, tmp_path: Path):
    """Trains an epoch in two processes, at a rate of zero, from named weights."""

    def run(checkpoint: str, **options):
        words = (f'optim_wrapper.optimizer.{key}=0' for key in ('lr', 'weight_decay'))
        return run_tool(
            'dist_train.sh',
            *(small_config, 2, '--work-dir', tmp_path / 'work', '--no-validate'),
            *('--cfg-options', 'train_cfg.max_epochs=1', *words),
            f"model.backbone.init_cfg=dict(type='Pretrained',checkpoint='{checkpoint}')",
            POSEUR_PRETRAINED_DIR=str(tmp_path),
            TORCH_HOME=str(tmp_path / 'cache'),
            PYTHON=sys.executable,
            **options,
        )

    return run


def test_two_processes_start_from_pretrained_weights(
    train_pretrained, small_config: Path, tmp_path: Path
) -> None:
    cfg = Config.fromfile(small_config)
    init_default_scope('mmpose')
    backbone = MODELS.build(cfg.model.backbone)
    for parameter in backbone.parameters():
        torch.nn.init.normal_(parameter)
    torch.save(backbone.state_dict(), tmp_path / 'resnet18-f37072fd.pth')
    train_pretrained('torchvision://resnet18')
    checkpoint = torch.load(tmp_path / 'work/epoch_1.pth')
    for name, parameter in backbone.named_parameters():
        assert torch.equal(checkpoint['state_dict'][f'backbone.{name}'], parameter)


def test_two_processes_say_which_weights_are_missing(train_pretrained) -> None:
    url = 'http://127.0.0.1:9/zoo/weights.pth'
    result = train_pretrained(url, check=False)
    assert result.returncode
    assert result.stderr.count(f'Cannot get the weights {url} (URLError') == 2


@pytest.mark.parametrize('tool', ['train', 'test'])
def test_slurm_gets_every_argument_whole(run_tool, tmp_path: Path, tool: str) -> None:
    """``srun`` is replaced by a program that writes down its arguments.

    The submitting machine has no working Python: only the nodes need one.
    """
    for name, script in dict(
        srun='#!/bin/sh\nfor word in "$@"; do echo "[$word]"; done\n',
        python='#!/bin/sh\nexit 1\n',
    ).items():
        program = tmp_path / name
        program.write_text(script)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    result = run_tool(
        f'slurm_{tool}.sh',
        *('part', 'my job', 'a config.py', 'work dir'),
        *('--cfg-options', 'a.b="[1, 2]"'),
        PATH=f'{tmp_path}:{os.environ["PATH"]}',
        GPUS='2',
        SRUN_ARGS='--time 10:00 --exclusive',
    )
    words = result.stdout.splitlines()
    given = dict(train=['[--work-dir]', '[work dir]'], test=['[work dir]'])[tool]
    assert words[:3] == ['[-p]', '[part]', '[--job-name=my job]']
    for word in ('[--gres=gpu:2]', '[--ntasks=2]', '[--exclusive]', '[10:00]'):
        assert word in words
    script = next(i for i, word in enumerate(words) if word.endswith(f'{tool}.py]'))
    assert words[script + 1 :] == [
        '[a config.py]',
        *given,
        '[--cfg-options]',
        '[a.b="[1, 2]"]',
        '[--launcher]',
        '[slurm]',
    ]


@pytest.mark.parametrize(
    ('script', 'words'),
    [
        ('dist_train.sh', ['c.py']),
        ('dist_test.sh', ['c.py', 'e.pth']),
        ('slurm_train.sh', ['part', 'job', 'c.py']),
        ('slurm_test.sh', []),
    ],
)
def test_scripts_say_how_they_are_used(run_tool, script: str, words: list) -> None:
    result = run_tool(script, *words, check=False)
    assert result.returncode == 2
    assert f'{script} ' in result.stderr
    assert 'usage: ' in result.stderr
