"""A training becomes a shipped model, which both runners load by its name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config

from poseur.apis import PoseurInferencer
from poseur.apis.model_card import card
from poseur.apis.shipped import ENTRY
from poseur.apis.shipping import Label, ship_model, with_calibrated_scores
from poseur.checkpoints import CheckpointError
from poseur.deploy import OnnxPoseur
from poseur.deploy.__main__ import main
from poseur.zoo import (
    CHECKPOINT,
    FOLDERS_VARIABLE,
    ONNX,
    AlteredModelError,
    ShippedFile,
    ShippedModel,
    UnknownModelError,
)

FACTORS = np.linspace(0.1, 1.7, 34).reshape(17, 2)
LABEL = Label('figures', 'Drawn people', 'CC0', 'For tests.', ('person', 'teddy bear'))


@pytest.fixture(scope='module')
def shipped(demo, tmp_path_factory: pytest.TempPathFactory) -> ShippedModel:
    root = tmp_path_factory.mktemp('zoo')
    cfg = Config.fromfile(demo.config)
    return ship_model(cfg, str(demo.checkpoint), LABEL, root, FACTORS)


@pytest.fixture(autouse=True)
def _folder(shipped: ShippedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDERS_VARIABLE, str(shipped.folder.parent))


def test_the_same_poses_as_config_and_checkpoint(demo, shipped, capsys) -> None:
    # scores weight the two views of the flip test, too
    cfg = with_calibrated_scores(Config.fromfile(demo.config), FACTORS)
    own = PoseurInferencer(cfg, demo.checkpoint, 'cpu')
    by_name = PoseurInferencer('figures', device='cpu')
    assert 'License: CC0. For tests.' in capsys.readouterr().err
    assert by_name.detector_classes == ('person', 'teddy bear')
    path = next(demo.images.iterdir())
    (one,), (other,) = own(path), by_name(path)
    np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.5)  # half weights
    assert np.abs(one.keypoints - other.keypoints).max() > 0
    assert one.expected_errors is None and other.names == one.names
    np.testing.assert_allclose(other.expected_errors, other.sigmas * FACTORS, rtol=1e-6)
    (person,) = other.to_dict()['people']
    assert np.shape(person['keypoint_expected_errors']) == (17, 2)


def test_both_files_predict_the_same(demo, shipped) -> None:
    path = next(demo.images.iterdir())
    (one,) = PoseurInferencer('figures', device='cpu')(path)
    other = OnnxPoseur(shipped.path(ONNX))(path)
    np.testing.assert_allclose(one.keypoints, other.keypoints, atol=0.05)
    np.testing.assert_allclose(one.expected_errors, other.expected_errors, rtol=1e-2)


def test_scores_are_probabilities_to_be_right(demo, shipped) -> None:
    path = next(demo.images.iterdir())
    (other,) = PoseurInferencer('figures', device='cpu')(path)
    (width, height), padding = (other.boxes[0, 2:] - other.boxes[0, :2]), 1.25
    columns, rows = demo.metadata.input_size
    width = padding * max(width, height * columns / rows)
    crop = np.array([width, width * rows / columns])
    expected = other.sigmas * FACTORS.mean()  # mean errors, of all keypoints together
    inside = (1 - np.exp(-0.05 * crop / expected)).prod(-1)
    np.testing.assert_allclose(other.keypoint_scores, inside, rtol=1e-3)
    without = Config.fromfile(demo.config).model.test_cfg.keypoint_score
    assert without.gain == 0.7  # the config itself does not change


def test_files_are_small_plain_and_without_paths(demo, shipped) -> None:
    path = shipped.path(CHECKPOINT)
    content = torch.load(path, weights_only=True)
    floats = [v for v in content['state_dict'].values() if v.is_floating_point()]
    assert {each.dtype for each in floats} == {torch.float16}
    assert path.stat().st_size < 0.6 * demo.checkpoint.stat().st_size
    assert shipped.path(ONNX).stat().st_size < 0.75 * demo.onnx.stat().st_size
    assert str(demo.config.parent) not in str(content['meta'])
    assert set(content['meta']) == {ENTRY}


def test_the_command_line_without_torch(demo, shipped, tmp_path: Path, capsys) -> None:
    image = str(next(demo.images.iterdir()))
    out = tmp_path / 'poses.json'
    assert main(['--model', 'figures', image, '--out', str(out)]) == 0
    printed = capsys.readouterr()
    assert 'Model figures: Drawn people' in printed.err
    assert 'each whole image is taken for one person' in printed.err
    (result,) = json.loads(out.read_text())
    assert 'keypoint_expected_errors' in result['people'][0]
    assert main(['--model', 'figures', image, '--whole-image']) == 0
    assert 'whole image' not in capsys.readouterr().err


def test_wrong_names_on_the_command_line(capsys) -> None:
    assert main(['--model', 'figure', 'a.jpg']) == 1
    assert 'Nearest names: figures' in capsys.readouterr().err
    for words, problem in (
        (['--model', 'figures'], 'give MODEL.onnx and images, or --model NAME'),
        (['a.jpg'], 'give MODEL.onnx and images'),
    ):
        with pytest.raises(SystemExit):
            main(words)
        assert problem in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main(['--list-models'])
    assert end.value.code == 0
    assert 'figures' in capsys.readouterr().out


def test_an_altered_file_is_not_loaded(shipped, tmp_path: Path, monkeypatch) -> None:
    shutil.copytree(shipped.folder, tmp_path / 'figures')
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    path = tmp_path / 'figures/figures.pth'
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    with pytest.raises(AlteredModelError, match=r'figures.pth is damaged'):
        PoseurInferencer('figures')
    with pytest.raises(UnknownModelError, match="no model 'people'"):
        PoseurInferencer('people')


def test_a_checkpoint_without_config(demo, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / 'bare'
    folder.mkdir()
    shutil.copy(demo.checkpoint, folder / 'bare.pth')
    files = {CHECKPOINT: ShippedFile.of(folder / 'bare.pth')}
    ShippedModel('bare', '', '', '', '0.1', (), files, folder).write()
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    with pytest.raises(CheckpointError, match=r'bare.pth has no meta'):
        PoseurInferencer('bare')


def test_weights_beyond_half_precision(demo, tmp_path: Path) -> None:
    content = torch.load(demo.checkpoint, weights_only=True)
    key = next(iter(content['state_dict']))
    content['state_dict'][key].view(-1)[0] = 1e5
    torch.save(content, tmp_path / 'large.pth')
    cfg = Config.fromfile(demo.config)
    with pytest.raises(CheckpointError, match=f'{key} has weights up to 100000'):
        ship_model(cfg, str(tmp_path / 'large.pth'), LABEL, tmp_path)
    assert not (tmp_path / 'figures').exists()


def test_the_tool_writes_files_and_card(run_tool, demo, tmp_path: Path) -> None:
    words = ('--title', 'Drawn people', '--license', 'CC0', '--no-onnx')
    folders = ('--models-dir', tmp_path / 'zoo', '--cards-dir', tmp_path / 'cards')
    tool = 'misc/ship_model.py'
    run_tool(tool, demo.config, demo.checkpoint, 'drawn', *words, *folders)
    model = ShippedModel.read(tmp_path / 'zoo/drawn')
    assert model.path(CHECKPOINT).is_file() and ONNX not in model.files
    written = (tmp_path / 'cards/drawn.md').read_text()
    assert written == card(model, 'demo')
    assert model.files[CHECKPOINT].sha256 in written
