"""Configs by path and by name, in the package and in the checkout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from poseur.config import CONFIGS, find, find_config
from poseur.config.find import named_configs

STEM = 'td-reg_poseur-res50_8xb32-325e_coco-256x192'
FILE = f'poseur/coco/{STEM}.py'


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another current folder than the checkout."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    'name',
    [f'configs/{FILE}', FILE, f'coco/{STEM}.py', f'{STEM}.py', STEM, f'coco/{STEM}'],
)
def test_names_of_a_config(elsewhere: Path, name: str) -> None:
    assert find_config(name) == CONFIGS / FILE
    assert find_config(Path(name)) == CONFIGS / FILE


def test_parts_are_found_by_their_whole_path_only(elsewhere: Path) -> None:
    part = '_base_/schedules/adamw_325e.py'
    assert find_config(f'configs/{part}') == CONFIGS / part
    with pytest.raises(FileNotFoundError):
        find_config('adamw_325e.py')


def test_a_file_that_exists_wins(elsewhere: Path) -> None:
    own = elsewhere / 'configs' / FILE
    own.parent.mkdir(parents=True)
    own.touch()
    assert find_config(f'configs/{FILE}').samefile(own)
    assert find_config(own) == own
    assert find_config(FILE) == CONFIGS / FILE


def test_every_config_is_found_by_the_name_of_its_file(elsewhere: Path) -> None:
    assert Counter(path.stem for path in named_configs()).most_common(1)[0][1] == 1
    assert len(named_configs()) > 100
    for path in named_configs():
        assert find_config(path.stem) == CONFIGS / path


def test_names_of_the_model_index(repo_root: Path) -> None:
    index = yaml.safe_load((repo_root / 'model-index.yml').read_text())
    for part in index['Import']:
        for model in yaml.safe_load((repo_root / part).read_text())['Models']:
            assert find_config(model['Name']) == repo_root / model['Config']


def test_a_name_of_several_configs_is_refused(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ('a', 'b', 'a/_base_'):
        path = elsewhere / 'configs' / folder / 'same.py'
        path.parent.mkdir(parents=True)
        path.touch()
    monkeypatch.setattr(find, 'CONFIGS', elsewhere / 'configs')
    named_configs.cache_clear()
    try:
        assert find_config('a/same') == elsewhere / 'configs/a/same.py'
        with pytest.raises(FileNotFoundError) as caught:
            find_config('same.py')
    finally:
        named_configs.cache_clear()
    assert 'same.py may be one of a/same.py, b/same.py.' in str(caught.value)


@pytest.mark.parametrize(
    ('name', 'fix'),
    [
        (STEM.replace('res50', 'res5O'), f'Nearest names: .*{STEM}'),
        (f'my/{STEM}.py', f'Nearest names: {STEM}'),
        (f'/my/{STEM}.py', f'Nearest names: {STEM}'),
        (f'../{FILE}', f'Nearest names: {STEM}'),
        ('0', 'Check the path'),
    ],
)
def test_unknown_names(elsewhere: Path, name: str, fix: str) -> None:
    with pytest.raises(FileNotFoundError, match=f'{fix}') as caught:
        find_config(name)
    start = f'The config {name} does not exist, neither as a file nor in {CONFIGS}.'
    assert str(caught.value).startswith(start)


def test_a_folder_is_no_config(elsewhere: Path) -> None:
    with pytest.raises(FileNotFoundError, match='is a folder. Check the path'):
        find_config(elsewhere)
