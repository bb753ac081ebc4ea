from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.config import ConfigError, read_config, read_file

NAME = 'td-reg_poseur-res50_8xb32-325e_coco-256x192'


def test_by_path_and_by_name(repo_root: Path) -> None:
    path = repo_root / f'configs/poseur/coco/{NAME}.py'
    assert read_config(path).filename == str(path)
    assert read_config(NAME).model == read_config(path).model


def test_a_config_is_copied() -> None:
    cfg = Config(dict(model=dict(type='A'), test_dataloader=dict()))
    read_config(cfg).model.type = 'B'
    assert cfg.model.type == 'A'


def test_a_file_without_a_model_is_refused(repo_root: Path) -> None:
    path = repo_root / 'configs/_base_/default_runtime.py'
    with pytest.raises(ValueError, match='has no model, test_dataloader. Give the co'):
        read_config(path)


def test_a_config_copied_without_its_base(repo_root: Path, tmp_path: Path) -> None:
    """Both the config and one that is derived from it name the entry."""
    copy = tmp_path / 'copy.py'
    copy.write_bytes((repo_root / f'configs/poseur/coco/{NAME}.py').read_bytes())
    child = tmp_path / 'child.py'
    child.write_text("_base_ = ['copy.py']")
    for path in (copy, child):
        with pytest.raises(FileNotFoundError) as caught:
            read_file(path)
        assert f'{copy}: the entry ../../_base_/' in str(caught.value)
        assert 'of its _base_ does not exist' in str(caught.value)


@pytest.mark.parametrize(
    ('name', 'content', 'place', 'problem'),
    [
        ('a.py', 'x = 1\nmodel = dict(', 'a.py:2', 'SyntaxError'),
        ('a.py', 'x = 1\ny = z\n', 'a.py:2', "NameError: name 'z' is not defined"),
        ('a.py', "open('no_file')", 'a.py:1', 'FileNotFoundError'),
        ('a.json', '{', 'a.json', 'JSONDecodeError'),
        ('a.yaml', 'a: [', 'a.yaml', 'ParserError'),
        ('a.txt', 'a', 'a.txt', 'OSError: Only py/yml/yaml/json type are supported'),
    ],
)
def test_a_config_that_cannot_be_read(
    tmp_path: Path, name: str, content: str, place: str, problem: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError) as caught:
        read_file(tmp_path / name)
    start = f'{tmp_path}/{place}: the config cannot be read: {problem}'
    assert str(caught.value).startswith(start)


@pytest.mark.parametrize(
    ('text', 'problem'),
    [
        ('x = (', ":1: .*SyntaxError: .*'\\(' was never closed"),
        ('\nx = undefined', "NameError: name 'undefined'"),
        ('raise SystemExit', 'SystemExit'),
        ("_base_ = ['model.py']", 'RecursionError'),
        ('x = "é"', 'UnicodeDecodeError'),
        ("custom_imports = dict(imports=['no_module'])", 'ImportError: .*no_module'),
    ],
)
def test_files_that_cannot_be_read_are_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / 'model.py').write_text(text, encoding='latin-1')
    with pytest.raises(ConfigError, match=rf'^{tmp_path}/model\.py.*{problem}'):
        read_config(tmp_path / 'model.py')


def test_the_base_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / 'base.py').write_text('x = 1 / 0')
    (tmp_path / 'model.py').write_text("_base_ = ['base.py']\nmodel = dict()")
    with pytest.raises(ConfigError, match=f'^{tmp_path}/base.py.*ZeroDivisionError'):
        read_config(tmp_path / 'model.py')
    (tmp_path / 'base.py').unlink()
    with pytest.raises(FileNotFoundError, match='model.py: the entry base.py of its'):
        read_config(tmp_path / 'model.py')


@pytest.mark.parametrize(
    ('changes', 'problem'),
    [
        (dict(test_dataloader='0.5'), "test_dataloader is '0.5'. Give a dict"),
        (dict(model=3), 'model is 3. Give a dictionary'),
        (dict(model=dict(depth=18)), 'model has no type. Set the class'),
    ],
)
def test_parts_that_are_no_dictionaries_are_named(changes: dict, problem: str) -> None:
    sound = dict(model=dict(type='A'), test_dataloader=dict())
    with pytest.raises(ConfigError, match=problem):
        read_config(Config(sound | changes))
