"""Pictures without people, an option that older datasets do not know."""

from __future__ import annotations

import json

import pytest

from poseur.synthetic import SyntheticPeopleConfig, render_scene, write_dataset


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


def test_the_share_is_checked():
    with pytest.raises(ValueError, match='empty=1.2'):
        SyntheticPeopleConfig(empty=1.2)
