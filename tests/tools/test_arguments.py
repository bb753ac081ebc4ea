"""Arguments of the tools, without training."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from poseur.checkpoints import CheckpointMismatchError
from poseur.commands import train
from poseur.engine.launch import load_config


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
        (('--out', 'm.txt'), 'must end in one of .json, .yaml, .yml, .pkl, .pickle'),
        (('--out', 'metrics'), '--out metrics: the name must end in one of .json'),
    ],
)
def test_file_names_are_checked_first(
    tool_in_process, capsys: pytest.CaptureFixture, words: tuple, problem: str
) -> None:
    with pytest.raises(SystemExit):
        tool_in_process('test.py', 'no_config.py', 'no.pth', *words)
    assert problem in capsys.readouterr().err


def test_outputs_that_cannot_be_written_are_refused_before_the_test(
    tool_in_process, small_config: Path, synthetic_root: Path, tmp_path: Path
) -> None:
    (tmp_path / 'file').write_text('no folder')
    annotations = synthetic_root / 'annotations/person_keypoints_val.json'
    before = annotations.read_bytes()
    for out, error, problem in (
        (tmp_path / 'file/m.json', OSError, r'm\.json cannot be written: .*Check the'),
        (annotations, ValueError, 'is an input and would be overwritten'),
    ):
        with pytest.raises(error, match=problem):
            tool_in_process('test.py', small_config, 'no.pth', '--out', out)
    assert annotations.read_bytes() == before


def test_show_without_a_display(
    tool_in_process, small_config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ('DISPLAY', 'WAYLAND_DISPLAY'):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValueError, match='--show: OpenCV cannot open a window here'):
        tool_in_process('test.py', small_config, 'no.pth', '--show')


def test_format_only_needs_the_coco_metric(
    tool_in_process, small_config: Path, tmp_path: Path
) -> None:
    config = tmp_path / 'mpii.py'
    config.write_text(
        f'_base_ = [{str(small_config)!r}]\n'
        "test_evaluator = dict(_delete_=True, type='MpiiPCKAccuracy')\n"
    )
    with pytest.raises(ValueError, match="needs test_eval.*='CheckedCocoMetric'"):
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


@pytest.fixture
def training_config(small_config: Path, monkeypatch):
    """Reads the config as ``poseur train`` does, with the given words."""
    monkeypatch.setenv('LOCAL_RANK', '0')

    def read(*words: str):
        monkeypatch.setattr('sys.argv', ['train.py', str(small_config), *words])
        args = train.parse_args()
        cfg = load_config(args)
        train.apply_training_arguments(cfg, args)
        return cfg

    return read


def test_defaults_of_training(training_config) -> None:
    cfg = training_config()
    assert cfg.work_dir == 'work_dirs/small'
    assert cfg.launcher == 'none'
    assert (cfg.resume, cfg.load_from) == (False, None)
    assert cfg.randomness == dict(seed=5)


@pytest.mark.parametrize(
    ('words', 'expected'),
    [
        ([], ('auto', None)),
        (['auto'], ('auto', None)),
        (['a/b.pth'], (True, 'a/b.pth')),
    ],
)
def test_resume_takes_a_path_or_none(
    training_config, words: list, expected: tuple
) -> None:
    cfg = training_config('--resume', *words)
    assert (cfg.resume, cfg.load_from) == expected


def test_flags_of_training(training_config) -> None:
    cfg = training_config(
        *('--amp', '--no-validate', '--seed', '8', '--work-dir', 'w'),
        *('--show-dir', 'pictures', '--interval', '7', '--launcher', 'slurm'),
    )
    assert cfg.optim_wrapper.type == 'AmpOptimWrapper'
    assert cfg.optim_wrapper.loss_scale == 'dynamic'
    assert cfg.optim_wrapper.optimizer.type == 'AdamW'
    assert cfg.val_cfg is cfg.val_dataloader is cfg.val_evaluator is None
    assert cfg.randomness.seed == 8
    assert (cfg.work_dir, cfg.launcher) == ('w', 'slurm')
    drawing = cfg.default_hooks.visualization
    assert (drawing.enable, drawing.out_dir, drawing.interval) == (True, 'pictures', 7)


def test_learning_rate_is_scaled_only_from_a_known_batch_size(training_config) -> None:
    with pytest.raises(ValueError, match='Add auto_scale_lr=dict.base_batch_size'):
        training_config('--auto-scale-lr')
