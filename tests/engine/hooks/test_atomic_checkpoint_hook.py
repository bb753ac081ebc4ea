from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mmpose.registry import METRICS

from poseur.checkpoints import load_file
from tests.helpers.third_party import resume_on_train
from tests.helpers.toy_run import ToyMetric, toy_runner


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob('*.pth')}


def _runner(work_dir: Path, values: list[float], **checkpoint):
    settings = {
        f'default_hooks.checkpoint.{key}': value for key, value in checkpoint.items()
    }
    settings['val_evaluator.values'] = values
    return toy_runner(work_dir, **settings)


def test_pointer_and_kept_files(tmp_path: Path) -> None:
    _runner(tmp_path, [0.1] * 4, max_keep_ckpts=2).train()
    assert _names(tmp_path) == {'epoch_3.pth', 'epoch_4.pth'}
    assert (tmp_path / 'last_checkpoint').read_text() == str(tmp_path / 'epoch_4.pth')
    assert [path.name for path in tmp_path.glob('.*')] == ['.lock']


def test_best_checkpoint_follows_the_metric(tmp_path: Path) -> None:
    _runner(tmp_path, [0.1, 0.4, 0.2, 0.3], interval=4, save_best='toy/AP').train()
    assert _names(tmp_path) == {'best_toy_AP_epoch_2.pth', 'epoch_4.pth'}


def test_rule_for_errors_is_known(tmp_path: Path) -> None:
    runner = _runner(tmp_path, [0.1], save_best=['toy/AP', 'toy/EPE'])
    hook = next(h for h in runner.hooks if type(h).__name__ == 'AtomicCheckpointHook')
    assert hook.is_better_than['toy/AP'](0.2, 0.1)
    assert hook.is_better_than['toy/EPE'](0.1, 0.2)


class DiskFull(Exception):
    """Raised in place of writing."""


@pytest.mark.parametrize('failing', ['epoch_3.pth', 'best_toy_AP_epoch_3.pth'])
def test_nothing_is_removed_before_the_successor_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    runner = _runner(
        tmp_path, [0.1, 0.2, 0.3, 0.4], max_keep_ckpts=1, save_best='toy/AP'
    )
    save = runner.save_checkpoint

    def save_until_the_disk_is_full(out_dir: str, filename: str, *args, **kwargs):
        if filename == failing:
            raise DiskFull
        save(out_dir, filename, *args, **kwargs)

    monkeypatch.setattr(runner, 'save_checkpoint', save_until_the_disk_is_full)
    with pytest.raises(DiskFull):
        runner.train()
    pointed = Path((tmp_path / 'last_checkpoint').read_text())
    assert load_file(str(pointed))['meta']['epoch'] >= 2
    assert 'best_toy_AP_epoch_2.pth' in _names(tmp_path)
    resumed = _runner(tmp_path, [0.3, 0.4], max_keep_ckpts=1, save_best='toy/AP')
    resume_on_train(resumed)
    resumed.train()
    assert _names(tmp_path) == {'best_toy_AP_epoch_4.pth', 'epoch_4.pth'}


def test_best_file_rewritten_under_its_own_name_stays(tmp_path: Path) -> None:
    """After a resume from before the best epoch that epoch is done again."""
    _runner(tmp_path, [0.1, 0.4, 0.2, 0.3], save_best='toy/AP').train()
    runner = toy_runner(
        tmp_path,
        resume=True,
        load_from=str(tmp_path / 'epoch_2.pth'),
        **{
            'default_hooks.checkpoint.save_best': 'toy/AP',
            'val_evaluator.values': [0.5, 0.2],
            'train_cfg.max_epochs': 4,
        },
    )
    runner.train()
    assert 'best_toy_AP_epoch_3.pth' in _names(tmp_path)


@pytest.mark.parametrize('way', ['path', 'copy'])
@pytest.mark.parametrize('keys', ['toy/AP', ['toy/AP', 'toy/EPE']], ids=['one', 'two'])
def test_files_of_the_first_run_stay_when_another_branches_off(
    tmp_path: Path, way: str, keys: str | list[str]
) -> None:
    """By a path to its checkpoint, or by a copy of its folder."""
    first, second = tmp_path / 'first', tmp_path / 'second'
    options = {'default_hooks.checkpoint.save_best': keys}
    options['val_evaluator.type'] = 'TwoScores'
    scores = {'val_evaluator.values': [0.1, 0.2]}
    toy_runner(first, **options, **scores, **{'train_cfg.max_epochs': 2}).train()
    before = {path.name: path.read_bytes() for path in first.glob('*.pth')}
    assert 'best_toy_AP_epoch_2.pth' in before
    source = dict(resume=True, load_from=str(first / 'epoch_2.pth'))
    if way == 'copy':
        shutil.copytree(first, second)
        source = dict(resume='auto')
    scores = {'val_evaluator.values': [0.3, 0.4]}
    toy_runner(second, **options, **scores, **source).train()
    assert {path.name: path.read_bytes() for path in first.glob('*.pth')} == before
    best = {path.name for path in second.glob('best_toy_AP*')}
    assert best == {'best_toy_AP_epoch_4.pth'}


@METRICS.register_module()
class TwoScores(ToyMetric):
    """A score that rises, and an error that falls."""

    def compute_metrics(self, results: list) -> dict:
        score = self.values.pop(0)
        return dict(AP=score, EPE=1 - score)


def test_arguments_of_mmcv_1_are_refused_before_training(tmp_path: Path) -> None:
    backend = {'default_hooks.checkpoint.file_client_args': dict(backend='disk')}
    with pytest.raises(ValueError, match='use backend_args'):
        toy_runner(tmp_path, **backend).train()
    assert not list(tmp_path.glob('*.pth'))
