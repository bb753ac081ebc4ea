"""Arguments of the tools, without training."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from poseur.engine.checkpoint import CheckpointMismatchError


def test_unknown_options_are_refused(
    tool_in_process, small_config: Path, tmp_path: Path
) -> None:
    words = ('--work-dir', tmp_path, '--cfg-options', 'model.head.num_joint=4')
    with pytest.raises(ValueError, match='Nearest keys: model.head'):
        tool_in_process('train.py', small_config, *words)


def test_weights_of_another_model_are_refused(
    tool_in_process, small_config: Path, tmp_path: Path
) -> None:
    torch.save({'backbone.conv1.weight': torch.ones(1)}, tmp_path / 'other.pth')
    words = ('--work-dir', tmp_path)
    with pytest.raises(CheckpointMismatchError) as caught:
        tool_in_process('test.py', small_config, tmp_path / 'other.pth', *words)
    assert 'missing from the checkpoint: backbone' in str(caught.value)
    assert '--allow-mismatch' in str(caught.value)


@pytest.mark.parametrize(
    ('words', 'problem'),
    [
        (('--format-only',), '--format-only needs --out FILE.json'),
        (('--format-only', '--out', 'x.pkl'), '--format-only needs --out FILE.json'),
        (('--dump', 'x.json'), 'must end in .pkl or .pickle'),
    ],
)
def test_file_names_are_checked_first(
    tool_in_process, capsys: pytest.CaptureFixture, words: tuple, problem: str
) -> None:
    with pytest.raises(SystemExit):
        tool_in_process('test.py', 'no_config.py', 'no.pth', *words)
    assert problem in capsys.readouterr().err


def test_format_only_needs_the_coco_metric(
    tool_in_process, small_config: Path, tmp_path: Path
) -> None:
    config = tmp_path / 'mpii.py'
    config.write_text(
        f'_base_ = [{str(small_config)!r}]\n'
        "test_evaluator = dict(_delete_=True, type='MpiiPCKAccuracy')\n"
    )
    with pytest.raises(ValueError, match="needs test_evaluator=dict.type='CocoMetric'"):
        tool_in_process('test.py', config, 'no.pth', '--format-only', '--out', 'x.json')


@pytest.mark.parametrize('flag', ['--show-dir=pictures', '--show'])
def test_drawing_needs_its_hook(
    tool_in_process, small_config: Path, tmp_path: Path, flag: str
) -> None:
    config = tmp_path / 'no_hook.py'
    config.write_text(
        f'_base_ = [{str(small_config)!r}]\ndefault_hooks = dict(_delete_=True)\n'
    )
    with pytest.raises(ValueError, match='no_hook.py has no default_hooks.visual'):
        tool_in_process('train.py', config, flag)


def test_pictures_of_the_data_set(
    tool_in_process, small_config: Path, tmp_path: Path
) -> None:
    cv2 = pytest.importorskip('cv2')
    for mode in ('transformed', 'original'):
        out = tmp_path / mode
        words = ('--output-dir', out, '--max-num', 3, '--mode', mode, '--phase', 'val')
        tool_in_process('misc/browse_dataset.py', small_config, *words)
        pictures = [cv2.imread(str(path)) for path in sorted(out.iterdir())]
        assert len(pictures) == 3
        height = {'transformed': 288, 'original': 128}[mode]  # 96 * 3
        assert {picture.shape[0] for picture in pictures} == {height}
