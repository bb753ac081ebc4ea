from __future__ import annotations

import shutil
from pathlib import Path

from poseur.checkpoints import resume_candidates


def _fill(folder: Path, *names: str, pointer: str | None = None) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    if pointer is not None:
        (folder / 'last_checkpoint').write_text(pointer)


def _names(folder: Path) -> list[str]:
    return [Path(path).name for path in resume_candidates(str(folder))]


def test_pointer_first_then_lower_numbers(tmp_path: Path) -> None:
    names = ['epoch_9.pth', 'epoch_10.pth', 'epoch_2.pth', 'epoch_11.pth']
    others = ['best_coco_AP_epoch_9.pth', 'iter_5.pth', '.epoch_11.pth.x.tmp']
    _fill(tmp_path, *names, *others, pointer=f'{tmp_path}/epoch_10.pth')
    assert _names(tmp_path) == ['epoch_10.pth', 'epoch_9.pth', 'epoch_2.pth']


def test_moved_folder(tmp_path: Path) -> None:
    _fill(tmp_path / 'a', 'epoch_1.pth', pointer=f'{tmp_path}/a/epoch_1.pth')
    shutil.move(tmp_path / 'a', tmp_path / 'b')
    assert resume_candidates(f'{tmp_path}/b') == [f'{tmp_path}/b/epoch_1.pth']


def test_without_a_usable_pointer(tmp_path: Path) -> None:
    for pointer in (None, '', '\x00\xff', f'{tmp_path}/epoch_99.pth'):
        _fill(tmp_path, 'epoch_1.pth', 'epoch_3.pth', 'best_1.pth', pointer=pointer)
        assert _names(tmp_path) == ['epoch_3.pth', 'epoch_1.pth']


def test_iterations_and_odd_folder_names(tmp_path: Path) -> None:
    folder = tmp_path / 'run [1]'
    _fill(folder, 'iter_100.pth', 'iter_20.pth')
    assert _names(folder) == ['iter_100.pth', 'iter_20.pth']


def test_other_output_folder(tmp_path: Path) -> None:
    _fill(tmp_path / 'out', 'epoch_1.pth', 'epoch_2.pth')
    _fill(tmp_path / 'run', pointer=f'{tmp_path}/out/epoch_2.pth')
    assert _names(tmp_path / 'run') == ['epoch_2.pth', 'epoch_1.pth']


def test_nothing_there(tmp_path: Path) -> None:
    assert resume_candidates(str(tmp_path / 'new')) == []


def test_copied_folder_stands_for_itself(tmp_path: Path) -> None:
    _fill(tmp_path / 'a', 'epoch_1.pth', pointer=f'{tmp_path}/a/epoch_1.pth')
    shutil.copytree(tmp_path / 'a', tmp_path / 'b')
    assert resume_candidates(f'{tmp_path}/b') == [f'{tmp_path}/b/epoch_1.pth']
