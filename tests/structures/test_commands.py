"""Commands end with a message about an input, or with the traceback of a bug."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import Registry
from torch.utils.data import DataLoader, Dataset

from poseur.checkpoints import CheckpointError
from poseur.structures import Boxes, read_image
from poseur.structures.annotations import read_json
from poseur.structures.commands import run_main
from poseur.structures.files import write_text

MODELS = Registry('model')


@MODELS.register_module()
class Head:
    pass


class Images(Dataset):
    """A dataset whose only image does not exist."""

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: int) -> np.ndarray:
        return read_image('none.jpg')


def refuse() -> None:
    raise CheckpointError('The checkpoint is of another model.')


@pytest.mark.parametrize(
    ('main', 'message'),
    [
        (lambda: read_json('none.json'), 'The file none.json does not exist. Check'),
        (lambda: read_json('.'), 'The file . is a folder. Check the path.'),
        (lambda: Path('none.pkl').read_bytes(), 'none.pkl: No such file or directory'),
        (lambda: write_text('/proc/a', 'a'), '/proc/a cannot be written: No such file'),
        (lambda: Boxes.from_array([1]), 'The boxes have the shape [1]. Pass [N, 4]'),
        (refuse, 'The checkpoint is of another model.'),
        (lambda: MODELS.build(dict(type='Haed')), 'Haed is not in the tests::model'),
        (lambda: MODELS.build(dict(type='Head', size=3)), 'Head() takes no arguments'),
        (
            lambda: list(DataLoader(Images(), num_workers=1)),
            'Image none.jpg does not exist. Check the path.',
        ),
    ],
)
def test_an_error_about_an_input_is_a_message(main: Callable, message: str) -> None:
    with pytest.raises(SystemExit) as end:
        run_main(main)
    assert end.value.code.startswith(f'{Path(sys.argv[0]).name}: {message}')
    assert 'Traceback' not in end.value.code


@pytest.mark.parametrize(
    ('main', 'error'),
    [
        (lambda: int('x'), ValueError),
        (lambda: np.zeros(3) + np.zeros(4), ValueError),
        (lambda: {}['a'], KeyError),
        (lambda: None + 1, TypeError),
    ],
)
def test_a_bug_keeps_its_traceback(main: Callable, error: type[Exception]) -> None:
    with pytest.raises(error):
        run_main(main)


def test_the_traceback_of_any_error_can_be_seen(monkeypatch) -> None:
    monkeypatch.setenv('POSEUR_TRACEBACK', '1')
    with pytest.raises(FileNotFoundError):
        run_main(lambda: read_json('none.json'))


@pytest.mark.parametrize(('status', 'code'), [(None, None), (0, 0), (3, 3)])
def test_the_status_is_that_of_the_function(status, code) -> None:
    with pytest.raises(SystemExit) as end:
        run_main(lambda: status)
    assert end.value.code == code


def test_the_locale_does_not_matter(repo_root: Path, tmp_path: Path) -> None:
    """A file in UTF-8, and names that are not ASCII, where the locale is ASCII."""
    file = tmp_path / 'caf\u00e9.json'
    file.write_text('{"images": [], "annotations": ["\u00e9"]}', encoding='utf-8')
    tool = repo_root / 'tools/dataset/make_coco_subset.py'
    words = [file, '--num', '1', '--out', tmp_path / 'out.json']
    found = subprocess.run(
        [sys.executable, str(tool), *map(str, words)],
        env=dict(PYTHONUTF8='0', LC_ALL='C', PYTHONCOERCECLOCALE='0'),
        capture_output=True,
    )
    assert found.returncode == 1
    assert b"annotation at index 0 is '" in found.stderr
    assert b'Traceback' not in found.stderr
