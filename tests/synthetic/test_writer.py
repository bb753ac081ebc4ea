"""Datasets are the same whenever and however they are written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.synthetic import SyntheticPeopleConfig, render_scene, write_dataset

NUM_TRAIN, NUM_VAL, SEED = 10, 14, 3


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob('*'))
        if path.is_file()
    }


def test_two_processes_write_the_same_bytes(synthetic_data, tmp_path):
    write_dataset(tmp_path / 'data', NUM_TRAIN, NUM_VAL, SEED, workers=2)
    first, second = contents(synthetic_data), contents(tmp_path / 'data')
    assert list(first) == list(second)
    assert len(first) == NUM_TRAIN + NUM_VAL + 6
    for name in first:
        assert first[name] == second[name], name


def test_scene_depends_on_its_number_alone():
    alone = render_scene(4, 2)
    render_scene(4, 0)
    again = render_scene(4, 2)
    np.testing.assert_array_equal(alone.image, again.image)
    np.testing.assert_array_equal(alone.keypoints, again.keypoints)
    for other in (
        render_scene(5, 2),
        render_scene(4, 3),
        render_scene(4, 2, split='val'),
    ):
        assert (other.image != alone.image).mean() > 0.5


def test_longer_dataset_begins_with_the_shorter_one(synthetic_data, tmp_path):
    write_dataset(tmp_path / 'data', 2, NUM_VAL + 1, SEED)
    for name in ('train/000000000002.jpg', f'val/{NUM_VAL:012d}.jpg'):
        assert (tmp_path / 'data' / name).read_bytes() == (
            synthetic_data / name
        ).read_bytes()


def test_pictures_have_the_wanted_size_and_people():
    cfg = SyntheticPeopleConfig(width=160, height=200, people_weights=(0, 0, 1))
    counts = []
    for index in range(6):
        scene = render_scene(0, index, cfg)
        assert scene.image.shape == (200, 160, 3) and scene.image.dtype == np.uint8
        counts.append(len(scene.people))
    assert max(counts) == 3 and min(counts) >= 1


def test_people_stand_out_from_noise_and_vary():
    """Pictures are neither flat nor saturated, and masks are of human size."""
    for index in range(8):
        scene = render_scene(2, index)
        assert 10 < scene.image.std() < 110
        shares = scene.masks.mean((1, 2))
        assert (shares > 0.002).all() and (shares < 0.5).all()


def test_marker_counts_what_was_written(synthetic_data):
    marker = json.loads((synthetic_data / 'dataset.json').read_text(encoding='utf-8'))
    assert marker['complete'] and marker['recipe']['seed'] == SEED
    assert (
        marker['val']['images']
        == NUM_VAL
        == len(list((synthetic_data / 'val').glob('*.jpg')))
    )
    annotations = json.loads(
        (synthetic_data / 'annotations/person_keypoints_val.json').read_text('utf-8')
    )['annotations']
    flags = np.array([a['keypoints'][2::3] for a in annotations])
    assert marker['val']['persons'] == len(annotations)
    assert marker['val']['keypoints_visible'] == (flags == 2).sum()
    # Mostly visible, some hidden: neither flag is the exception.
    assert 0.5 < (flags == 2).mean() < 0.95


def test_finished_dataset_is_left_alone_and_another_refused(tmp_path):
    folder = tmp_path / 'data'
    first = write_dataset(folder, 2, 1, seed=1)
    before = contents(folder)
    (folder / 'train/000000000001.jpg').write_bytes(b'touched')
    assert write_dataset(folder, 2, 1, seed=1) == first
    assert (folder / 'train/000000000001.jpg').read_bytes() == b'touched'
    with pytest.raises(FileExistsError, match='another seed.*--overwrite'):
        write_dataset(folder, 2, 1, seed=2)
    write_dataset(folder, 2, 1, seed=1, overwrite=True)
    assert contents(folder) == before
    write_dataset(folder, 1, 1, seed=2, overwrite=True)
    assert len(list((folder / 'train').iterdir())) == 1


def test_interrupted_dataset_is_finished(tmp_path):
    folder = tmp_path / 'data'

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_dataset(folder, 3, 1, seed=1, progress=stop)
    assert not (folder / 'annotations/person_keypoints_train.json').exists()
    assert write_dataset(folder, 3, 1, seed=1)['complete']
    write_dataset(tmp_path / 'whole', 3, 1, seed=1)
    assert contents(folder) == contents(tmp_path / 'whole')


@pytest.mark.parametrize('text', [None, '{', '[]', '{"recipe": 3}'])
def test_foreign_folder_is_not_touched(tmp_path, text):
    (tmp_path / 'train').mkdir()
    (tmp_path / 'train/mine.txt').write_text('mine')
    if text is not None:
        (tmp_path / 'dataset.json').write_text(text)
    with pytest.raises((FileExistsError, ValueError), match='choose another folder'):
        write_dataset(tmp_path, 1, 1, overwrite=True)
    assert (tmp_path / 'train/mine.txt').read_text() == 'mine'


@pytest.mark.parametrize(
    ('arguments', 'name'),
    [
        (dict(num_train=0, num_val=1), 'num_train=0'),
        (dict(num_train=1, num_val=-1), 'num_val=-1'),
        (dict(num_train=1, num_val=1, workers=0), 'workers=0'),
        (dict(num_train=1, num_val=1, seed=-4), 'seed=-4'),
    ],
)
def test_bad_numbers_are_named(tmp_path, arguments, name):
    with pytest.raises(ValueError, match=name):
        write_dataset(tmp_path / 'data', **arguments)
    assert not (tmp_path / 'data').exists()


@pytest.mark.parametrize(
    'options',
    [
        dict(width=20),
        dict(height=5000),
        dict(people_weights=()),
        dict(people_weights=(1.0, -1.0)),
        dict(person_height=(0.9, 0.5)),
        dict(truncation=1.5),
        dict(jpeg_quality=0),
    ],
)
def test_bad_options_are_named(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        SyntheticPeopleConfig(**options)


def test_unknown_split_is_named():
    with pytest.raises(ValueError, match="'test'"):
        render_scene(0, 0, split='test')


def test_generator_needs_no_deep_learning_package(repo_root):
    code = (
        'import sys; import synthetic; synthetic.render_scene(0, 0); '
        'print(sorted({"torch", "mmcv", "mmengine", "mmpose"} & set(sys.modules)))'
    )
    done = subprocess.run(
        [sys.executable, '-c', code],
        cwd=repo_root / 'poseur/datasets',
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == '[]'


def test_written_picture_is_the_rendered_one(synthetic_data):
    picture = cv2.imread(str(synthetic_data / 'val/000000000004.jpg'))
    rendered = render_scene(SEED, 3, split='val').image
    assert np.abs(picture.astype(int) - rendered).mean() < 6
