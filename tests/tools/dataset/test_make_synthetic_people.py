"""The command line of the synthetic dataset."""

from __future__ import annotations

import importlib.util

import pytest


@pytest.fixture
def command(repo_root, monkeypatch):
    """Return a function that runs the command with arguments and returns its status."""
    path = repo_root / 'tools/dataset/make_synthetic_people.py'
    spec = importlib.util.spec_from_file_location('make_synthetic_people', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def run(*words: str) -> int:
        monkeypatch.setattr('sys.argv', ['make_synthetic_people.py', *words])
        return module.main()

    return run


def test_command_writes_once(command, tmp_path, capsys):
    words = ('--out', str(tmp_path / 'data'), '--num-train', '3', '--num-val', '2')
    words += ('--workers', '1', '--size', '160', '128', '--empty', '1')
    assert command(*words) == 0
    shown = capsys.readouterr().out
    assert '5/5 images' in shown and ' 0 people' in shown
    assert len(list((tmp_path / 'data/train').glob('*.jpg'))) == 3
    assert command(*words) == 0
    shown = capsys.readouterr().out
    assert 'already there' in shown and '5/5' not in shown


def test_command_explains_what_is_wrong(command, tmp_path, capsys):
    out = ('--out', str(tmp_path / 'data'))
    assert command(*out, '--num-train', '0') == 1
    assert 'num_train=0' in capsys.readouterr().err
    assert command(*out, '--size', '10', '10') == 1
    assert 'width=10' in capsys.readouterr().err
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data/notes.txt').write_text('mine')
    assert command(*out) == 1
    assert 'choose another folder' in capsys.readouterr().err
