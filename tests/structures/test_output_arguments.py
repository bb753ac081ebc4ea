from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from poseur.structures.output_arguments import output_file, output_folder


@pytest.fixture
def parser() -> ArgumentParser:
    parser = ArgumentParser()
    parser.add_argument('--out', type=output_file)
    parser.add_argument('--out-dir', type=output_folder)
    return parser


def test_new_folders_are_left_to_those_who_write(
    parser: ArgumentParser, tmp_path: Path
) -> None:
    words = ['--out', f'{tmp_path}/a/b.json', '--out-dir', f'{tmp_path}/c/d']
    args = parser.parse_args(words)
    assert (args.out, args.out_dir) == (tmp_path / 'a/b.json', tmp_path / 'c/d')
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ('words', 'problem'),
    [
        (['--out', 'file/m.json'], 'argument --out: .*m.json cannot be written: '),
        (['--out-dir', 'file'], 'argument --out-dir: .*file/result cannot be written'),
        (['--out', 'folder'], 'argument --out: folder is a folder. Give the name of'),
    ],
)
def test_what_cannot_be_written_ends_with_a_message(
    parser: ArgumentParser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    words: list[str],
    problem: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path('file').write_text('no folder')
    Path('folder').mkdir()
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert re.search(problem, capsys.readouterr().err)
