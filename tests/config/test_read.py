from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.config import indexed_configs, read, read_config

NAME = 'td-reg_poseur-res50_8xb32-325e_coco-256x192'


def test_by_path_and_by_name(repo_root: Path) -> None:
    path = repo_root / f'configs/poseur/coco/{NAME}.py'
    assert read_config(path).filename == str(path)
    assert read_config(NAME).model == read_config(path).model
    assert indexed_configs()[NAME] == path


def test_a_config_is_copied() -> None:
    cfg = Config(dict(model=dict(type='A'), test_dataloader=dict()))
    read_config(cfg).model.type = 'B'
    assert cfg.model.type == 'A'


def test_a_file_without_a_model_is_refused(repo_root: Path) -> None:
    path = repo_root / 'configs/_base_/default_runtime.py'
    with pytest.raises(ValueError, match='has no model, test_dataloader. Give the co'):
        read_config(path)


def test_an_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(FileNotFoundError, match=f'Nearest names: .*{NAME}'):
        read_config(NAME.replace('res50', 'res5O'))


def test_names_need_a_checkout(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(read, 'REPO_ROOT', tmp_path)
    assert indexed_configs() == {}
    with pytest.raises(FileNotFoundError) as caught:
        read_config(NAME)
    assert f'{tmp_path} has no model-index.yml' in str(caught.value)
    assert 'give the path of a config file' in str(caught.value)
