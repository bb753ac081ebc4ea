"""Shipped models by name: found, listed, and refused when they were altered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poseur.version import __version__
from poseur.zoo import (
    CHECKPOINT,
    FOLDERS_VARIABLE,
    ONNX,
    AlteredModelError,
    NewerModelError,
    ShippedFile,
    ShippedModel,
    UnknownModelError,
    ZooError,
    find_model,
    list_models,
    table,
)
from poseur.zoo.model import DESCRIPTION
from poseur.zoo.registry import OWN_FOLDER


def write_model(root: Path, name: str, version: str = __version__) -> ShippedModel:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / 'weights.pth').write_bytes(name.encode())
    files = {CHECKPOINT: ShippedFile.of(folder / 'weights.pth')}
    model = ShippedModel(
        name, f'Poses of {name}', 'CC0', 'Made up.', version, (name,), files, folder
    )
    model.write()
    return model


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two models, the only one besides that of the package."""
    for name in ('horses', 'goats'):
        write_model(tmp_path / 'zoo', name)
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path / 'zoo'))
    return tmp_path / 'zoo'


def test_what_was_written_is_found(root: Path, capsys) -> None:
    model = find_model('horses')
    assert model == ShippedModel.read(root / 'horses')
    assert model.path(CHECKPOINT).read_bytes() == b'horses'
    assert {'goats', 'horses'} <= {each.name for each in list_models()}
    assert ['goats', 'Poses', 'of', 'goats', '(CC0)'] in map(
        str.split, table().splitlines()
    )
    model.announce()
    said = 'Model horses: Poses of horses. License: CC0. Made up.\n'
    assert capsys.readouterr().err == said


def test_every_model_of_the_package_is_whole_and_has_a_card(repo_root: Path) -> None:
    names = {folder.name for folder in OWN_FOLDER.iterdir() if folder.is_dir()}
    assert 'livestock' in names and names <= {each.name for each in list_models()}
    for name in names:
        model = find_model(name)
        card = (repo_root / f'docs/models/{name}.md').read_text(encoding='utf-8')
        for kind in (CHECKPOINT, ONNX):
            assert model.path(kind).stat().st_size <= 16_000_000
            assert model.files[kind].sha256 in card and model.license in card


def test_the_first_folder_wins(root: Path, tmp_path: Path, monkeypatch) -> None:
    write_model(tmp_path / 'own', 'goats')
    monkeypatch.setenv(FOLDERS_VARIABLE, f'{tmp_path / "own"}:{root}')
    assert find_model('goats').folder == tmp_path / 'own' / 'goats'
    assert find_model('horses').folder == root / 'horses'


def test_unknown_names_list_near_ones(root: Path) -> None:
    with pytest.raises(UnknownModelError, match="no model 'hoses'.*names: horses"):
        find_model('hoses')
    with pytest.raises(UnknownModelError, match='Models: .*goats.*horses'):
        find_model('0123456789')


def test_altered_and_missing_files(root: Path) -> None:
    path = root / 'horses' / 'weights.pth'
    model = find_model('horses')
    path.write_bytes(b'horseS')
    with pytest.raises(AlteredModelError, match=r'weights.pth is damaged or was alter'):
        model.path(CHECKPOINT)
    path.unlink()
    with pytest.raises(AlteredModelError, match='weights.pth is missing'):
        model.path(CHECKPOINT)
    with pytest.raises(ZooError, match="without a file of kind 'onnx', only checkp"):
        model.path(ONNX)


@pytest.mark.parametrize('version', ['99.0', f'{__version__}.1'])
def test_models_of_newer_versions(root: Path, version: str) -> None:
    write_model(root, 'cows', version)
    with pytest.raises(NewerModelError, match=f'made by poseur {version}, and'):
        find_model('cows')


def test_models_of_older_versions(root: Path) -> None:
    write_model(root, 'cows', '0.0.9')
    assert find_model('cows').version == '0.0.9'


@pytest.mark.parametrize(
    ('text', 'problem'),
    [
        ('{', 'JSONDecodeError'),
        ('{}', "KeyError: 'format'"),
        ('[]', 'is no description of a model'),
        ('{"format": 2}', 'has format 2'),
        ('{"format": 1, "files": {}, "detector_classes": []}', "missing .* 'name'"),
    ],
)
def test_damaged_descriptions(root: Path, text: str, problem: str) -> None:
    (root / 'goats' / DESCRIPTION).write_text(text)
    with pytest.raises(ZooError, match=problem):
        find_model('goats')


def test_the_models_of_the_package_are_whole(repo_root: Path) -> None:
    """Every file that comes with the package has the hash of its description."""
    for model in list_models():
        model.require_version()
        for kind in model.files:
            assert model.path(kind).stat().st_size <= 16_000_000
        card = repo_root / f'docs/models/{model.name}.md'
        for file in model.files.values():
            assert file.sha256 in card.read_text(encoding='utf-8')


def test_descriptions_are_plain(root: Path) -> None:
    content = json.loads((root / 'horses' / DESCRIPTION).read_text())
    assert content['files'][CHECKPOINT]['name'] == 'weights.pth'
    assert 'folder' not in content
