"""The command line of the synthetic dataset."""

from __future__ import annotations

import pytest

TOOL = 'dataset/make_synthetic_people.py'


def test_command_writes_once(tool_in_process, tmp_path, capsys):
    words = ('--out', tmp_path / 'data', '--num-train', 3, '--num-val', 2)
    words += ('--workers', 1, '--size', 160, 128, '--empty', 1)
    tool_in_process(TOOL, *words)
    shown = capsys.readouterr().out
    assert '5/5 images' in shown and ' 0 people' in shown
    assert len(list((tmp_path / 'data/train').glob('*.jpg'))) == 3
    tool_in_process(TOOL, *words)
    shown = capsys.readouterr().out
    assert 'already there' in shown and '5/5' not in shown


def test_command_explains_what_is_wrong(tool_in_process, tmp_path):
    out = ('--out', tmp_path / 'data')
    with pytest.raises(ValueError, match='num_train=0'):
        tool_in_process(TOOL, *out, '--num-train', 0)
    with pytest.raises(ValueError, match='width=10'):
        tool_in_process(TOOL, *out, '--size', 10, 10)
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data/notes.txt').write_text('mine')
    with pytest.raises(FileExistsError, match='choose another folder'):
        tool_in_process(TOOL, *out)
