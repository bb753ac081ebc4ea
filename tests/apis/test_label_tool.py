"""Labeling of folders: interruptions, parts, failures, and files of others."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from xtcocotools.coco import COCO

from poseur.apis.label_file import LabelFile, LabelFileError, LabelHeader
from poseur.apis.label_merging import merge_labels

#: Numbers of each person, by the name of the image.
People = dict[str, list[list[float]]]
HEADER = LabelHeader('a model', 'ab' * 32, dict(id=1, name='person', keypoints=['k']))


@pytest.fixture
def label(run_tool, small):
    """Run the command and return its exit status."""

    def run(inputs: object, *words: object) -> int:
        return run_tool('label.py', inputs, small.config, small.checkpoint, *words)

    return run


@pytest.fixture
def folder(small, tmp_path: Path) -> Path:
    """Four images in a folder and a sub-folder, one that is damaged, and a video."""
    root = tmp_path / 'images'
    (root / 'more').mkdir(parents=True)
    first, *others = small.paths
    shutil.copy(first, root / 'a.jpg')
    for path in others:
        shutil.copy(path, root / 'more')
    (root / 'broken.jpg').write_bytes(first.read_bytes()[:300])
    (root / 'clip.mp4').write_bytes(b'')
    return root


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def labels_of(path: Path) -> People:
    _, *images, end = lines_of(path)
    assert end == {'finished': len(images)}
    return {
        image['image']: [
            [*each['bbox'], *each['keypoints']] for each in image['people']
        ]
        for image in images
    }


def assert_same_people(found: People, expected: People) -> None:
    """Compare labels; those of images in other batches differ by rounding."""
    assert found.keys() == expected.keys()
    for name, people in expected.items():
        np.testing.assert_allclose(found[name], people, atol=1e-3)


def test_a_folder(label, folder: Path, inferencer, tmp_path: Path, capsys) -> None:
    out = tmp_path / 'labels.jsonl'
    assert label(folder, '--recursive', '--whole-image', '--out', out) == 1
    shown = capsys.readouterr()
    assert f'{out}: 5 images, 1 of them failed' in shown.out
    assert 'FAILED broken.jpg: ' in shown.err and 'clip.mp4: is a video' in shown.err
    header, *images, end = lines_of(out)
    assert (header['model'], header['shard'], end) == ('small', [1, 1], {'finished': 5})
    assert 'broken.jpg' in {each['image'] for each in images if 'error' in each}
    by_name = {each['image']: each for each in images}
    (result,) = inferencer(folder / 'a.jpg')
    (person,) = by_name['a.jpg']['people']
    keypoints = np.reshape(person['keypoints'], (17, 3))
    np.testing.assert_allclose(keypoints[:, :2], result.keypoints[0], atol=0.01)
    assert sum(name.startswith('more/') for name in by_name) == 3


def test_an_interrupted_labeling_goes_on(label, small, tmp_path: Path) -> None:
    whole, cut = tmp_path / 'whole.jsonl', tmp_path / 'cut.jsonl'
    assert label(small.images, '--whole-image', '--out', whole) == 0
    content = whole.read_bytes()
    second_image = content.index(b'\n', content.index(b'\n') + 1) + 1
    cut.write_bytes(content[: second_image + 40])  # in the middle of a line
    assert label(small.images, '--whole-image', '--out', cut) == 0
    assert_same_people(labels_of(cut), labels_of(whole))
    content = cut.read_bytes()
    assert label(small.images, '--whole-image', '--out', cut) == 0  # nothing to do
    assert cut.read_bytes() == content


def test_parts_are_joined_to_what_one_run_gives(label, small, tmp_path: Path) -> None:
    words = ('--bboxes', small.annotations, '--out', tmp_path / 'l.jsonl')
    assert label(small.images, *words) == 0
    for part in ('1/3', '2/3', '3/3'):
        assert label(small.images, *words, '--shard', part) == 0
    parts = [tmp_path / f'l.{number}-of-3.jsonl' for number in (1, 2, 3)]
    assert [len(lines_of(path)) - 2 for path in parts] == [2, 1, 1]
    joined = merge_labels(parts, tmp_path / 'joined.json')
    alone = merge_labels([tmp_path / 'l.jsonl'], tmp_path / 'alone.json')
    assert joined == alone and alone.images == 4 and not alone.failed

    def people(path: Path) -> People:
        coco = COCO(str(path))
        names = {each['id']: each['file_name'] for each in coco.dataset['images']}
        found: People = {name: [] for name in names.values()}
        for each in coco.dataset['annotations']:
            found[names[each['image_id']]].append([*each['bbox'], *each['keypoints']])
        return found

    expected = people(tmp_path / 'alone.json')
    assert_same_people(people(tmp_path / 'joined.json'), expected)
    assert sum(map(len, expected.values())) == alone.people > 4


@pytest.mark.parametrize('part', ['0/2', '3/2', '2', 'a/b', '-1/2'])
def test_parts_that_do_not_exist(label, small, tmp_path, capsys, part: str) -> None:
    out = tmp_path / 'l.jsonl'
    assert label(small.images, '--whole-image', '--out', out, f'--shard={part}') == 2
    assert '--shard' in capsys.readouterr().err and not out.exists()


def test_files_of_others_are_kept(label, small, tmp_path: Path, capsys) -> None:
    out = tmp_path / 'l.jsonl'
    with LabelFile(out, HEADER) as file:
        file.fail('a.jpg', 'is empty')
    before = out.read_bytes()
    assert label(small.images, '--whole-image', '--out', out) == 1
    assert 'has labels of a model (abababab)' in capsys.readouterr().err
    out.with_suffix('.txt').write_text('a diary\n')
    words = ('--whole-image', '--out', out.with_suffix('.txt'))
    assert label(small.images, *words) == 1
    assert 'line 1 is damaged' in capsys.readouterr().err
    assert out.read_bytes() == before
    assert out.with_suffix('.txt').read_text() == 'a diary\n'


def test_one_process_writes_a_file(tmp_path: Path) -> None:
    path = tmp_path / 'l.jsonl'
    with (
        LabelFile(path, HEADER),
        pytest.raises(LabelFileError, match='written by another process'),
    ):
        LabelFile(path, HEADER)
    LabelFile(path, HEADER).__exit__()


def test_parts_that_do_not_fit_are_not_joined(tmp_path: Path) -> None:
    def part(name: str, header: LabelHeader, image: str, finish: bool = True) -> Path:
        with LabelFile(tmp_path / name, header) as file:
            file.fail(image, 'is empty')
            if finish:
                file.finish()
        return tmp_path / name

    def header(number: int, count: int, weights: str = 'ab') -> LabelHeader:
        return LabelHeader('m', weights, dict(id=1), (number, count))

    first = part('1', header(1, 2), 'a.jpg')
    second = part('2', header(2, 2), 'b.jpg')
    out = tmp_path / 'coco.json'
    assert merge_labels([second, first], out).failed == {
        'a.jpg': 'is empty',
        'b.jpg': 'is empty',
    }
    cases = [
        ([first], 'are the parts 1 of 2'),
        ([first, first], 'are the parts 1, 1 of 2'),
        ([first, part('o', header(2, 2, 'cd'), 'b.jpg')], 'the parts of one labeling'),
        ([first, part('n', header(2, 3), 'b.jpg')], 'the parts of one labeling'),
        ([first, part('u', header(2, 2), 'b.jpg', False)], 'u is not complete'),
    ]
    out.unlink()
    for paths, problem in cases:
        with pytest.raises(LabelFileError, match=problem):
            merge_labels(paths, out)
        assert not out.exists()


@pytest.mark.slow
def test_a_killed_process_loses_and_repeats_nothing(
    small, repo_root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / 'images'
    folder.mkdir()
    for number in range(60):
        source = small.paths[number % len(small.paths)]
        shutil.copy(source, folder / f'{number:03d}{source.suffix}')
    out = tmp_path / 'l.jsonl'
    command = [sys.executable, '-m', 'poseur', 'label', folder, small.config]
    command += [small.checkpoint, '--whole-image', '--batch-size', '2', '--out', out]
    for wanted in (7, 25):
        process = subprocess.Popen(list(map(str, command)), cwd=repo_root)
        while not (out.exists() and out.read_bytes().count(b'\n') > wanted):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert b'finished' not in out.read_bytes()
    assert subprocess.run(list(map(str, command)), cwd=repo_root).returncode == 0
    _, *images, end = lines_of(out)
    assert end == {'finished': 60}
    assert sorted(each['image'] for each in images) == sorted(
        path.name for path in folder.iterdir()
    )
