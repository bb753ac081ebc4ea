"""Datasets are the same bytes however they are written, and are written once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from poseur.synthetic import (
    GENERATOR_VERSION,
    SyntheticPeopleConfig,
    render_scene,
    write_dataset,
)

NUM_TRAIN, NUM_VAL, SEED = 10, 14, 3


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by name."""
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


def test_longer_dataset_begins_with_the_shorter_one(synthetic_data, tmp_path):
    write_dataset(tmp_path / 'data', 2, NUM_VAL + 1, SEED)
    for name in ('train/000000000002.jpg', f'val/{NUM_VAL:012d}.jpg'):
        assert (tmp_path / 'data' / name).read_bytes() == (
            synthetic_data / name
        ).read_bytes()


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


def test_generator_needs_no_deep_learning_package(repo_root):
    heavy = {'torch', 'mmcv', 'mmengine', 'mmpose', 'mmdet', 'poseur'}
    code = (
        'import sys; sys.path.append(sys.argv[1]); '
        'import synthetic; synthetic.render_scene(0, 0); '
        f'print(sorted({heavy} & set(sys.modules)))'
    )
    done = subprocess.run(
        [sys.executable, '-c', code, str(repo_root / 'poseur')],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == '[]'


def test_marker_fields_are_those_of_existing_datasets(tmp_path):
    """Other names would make every existing folder look like another dataset."""
    recipe = ['version', 'seed', 'num_train', 'num_val', 'config']
    config = ['width', 'height', 'people_weights', 'person_height', 'truncation']
    config += ['foreground', 'max_overlap', 'jpeg_quality', 'empty']
    flags = ['keypoints_outside', 'keypoints_occluded', 'keypoints_visible']
    marker = write_dataset(tmp_path, 1, 1)
    assert list(marker) == ['recipe', 'complete', 'train', 'val']
    assert list(marker['recipe']) == recipe
    assert list(marker['recipe']['config']) == config
    assert list(marker['val']) == ['images', 'persons', *flags]
    assert marker['recipe']['version'] == GENERATOR_VERSION == 1


def test_written_picture_is_the_rendered_one(synthetic_data):
    picture = cv2.imread(str(synthetic_data / 'val/000000000004.jpg'))
    rendered = render_scene(SEED, 3, split='val').image
    assert np.abs(picture.astype(int) - rendered).mean() < 6


def test_some_pictures_are_without_people(tmp_path):
    cfg = SyntheticPeopleConfig(empty=0.4)
    counts = [len(render_scene(0, index, cfg).people) for index in range(20)]
    assert 4 <= counts.count(0) <= 12
    marker = write_dataset(tmp_path, 20, 1, cfg=cfg, workers=1)
    file = tmp_path / 'annotations/person_keypoints_train.json'
    content = json.loads(file.read_text())
    people = [annotation['image_id'] for annotation in content['annotations']]
    assert [people.count(image['id']) for image in content['images']] == counts
    assert marker['train']['persons'] == sum(counts)


def test_a_split_may_be_without_people(tmp_path):
    marker = write_dataset(tmp_path, 2, 1, cfg=SyntheticPeopleConfig(empty=1.0))
    assert marker['train']['persons'] == marker['val']['persons'] == 0
    assert render_scene(0, 0, SyntheticPeopleConfig(empty=1.0)).image.std() > 5


def test_datasets_that_do_not_know_the_option_are_recognized(tmp_path):
    finished = write_dataset(tmp_path, 1, 1)
    file = tmp_path / 'dataset.json'
    marker = json.loads(file.read_text())
    del marker['recipe']['config']['empty']
    file.write_text(json.dumps(marker))
    assert write_dataset(tmp_path, 1, 1) == finished
    with pytest.raises(FileExistsError, match='another config'):
        write_dataset(tmp_path, 1, 1, cfg=SyntheticPeopleConfig(empty=0.1))
