"""Files merged into one: new ids, one class, and what is dropped."""

from __future__ import annotations

from copy import deepcopy

import pytest

from poseur.structures.annotations import (
    AnnotationError,
    Demands,
    Merger,
    check_annotations,
)
from tests.helpers.made_coco import NAMES, made_coco


def exported(num_animals: int, name: str, start: int) -> dict:
    """Return a file with a category without keypoints, as Roboflow exports it."""
    content = made_coco(num_animals, per_image=1)
    for image in content['images']:
        image['file_name'] = f'{name}_{image["file_name"]}'
    for number, entry in enumerate(content['annotations']):
        entry.update(id=start + number, category_id=3)
    content['categories'] = [
        dict(id=0, name='animals', supercategory='none'),
        dict(id=3, name=name, keypoints=list(NAMES), skeleton=[]),
    ]
    content['licenses'] = [dict(id=1, name='CC BY 4.0')]
    return content


@pytest.fixture
def merger() -> Merger:
    merger = Merger('animal', 'species')
    merger.add('horse', exported(3, 'horse', 0), 'horse.json')
    merger.add('cow', exported(2, 'cow', 1), 'cow.json')
    return merger


def test_ids_are_new_and_entries_stay(merger: Merger) -> None:
    content = merger.content
    check_annotations(content, Demands(NAMES, areas=True), 'm').report.raise_faults()
    assert [each['id'] for each in content['annotations']] == [1, 2, 3, 4, 5]
    assert [each['image_id'] for each in content['annotations']] == [1, 2, 3, 4, 5]
    names = {each['id']: each['file_name'] for each in content['images']}
    assert names == {1: 'horse_0.jpg', 2: 'horse_1.jpg', 3: 'horse_2.jpg'} | {
        4: 'cow_0.jpg',
        5: 'cow_1.jpg',
    }
    original = exported(2, 'cow', 1)['annotations'][1]
    assert content['annotations'][4]['keypoints'] == original['keypoints']
    assert content['annotations'][4]['bbox'] == original['bbox']


def test_one_class_and_the_origin(merger: Merger) -> None:
    content = merger.content
    (category,) = content['categories']
    assert category == dict(id=1, name='animal', keypoints=list(NAMES), skeleton=[])
    assert {each['category_id'] for each in content['annotations']} == {1}
    species = [each['species'] for each in content['annotations']]
    assert species == ['horse'] * 3 + ['cow'] * 2
    assert [each['species'] for each in content['images']] == species
    assert content['info']['merged']['cow']['licenses'][0]['name'] == 'CC BY 4.0'


def test_what_is_dropped_is_counted() -> None:
    content = exported(3, 'horse', 0)
    content['annotations'][1].update(category_id=0, keypoints=[])
    merger = Merger('animal')
    merger.add('horse', content, 'horse.json')
    assert len(merger.content['annotations']) == 2
    assert merger.dropped['categories without keypoints'] == 1
    assert merger.dropped['objects of other categories'] == 1
    assert len(merger.content['images']) == 3


def test_folders_come_before_the_names(merger: Merger) -> None:
    merger.add('cow 2', exported(1, 'cow', 0), 'b/cow.json', 'b/')
    assert merger.content['images'][-1]['file_name'] == 'b/cow_0.jpg'


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        (
            lambda c: c['categories'][1].update(keypoints=[*NAMES[1:], NAMES[0]]),
            r'more.json has the keypoints \[.*Merge files with the same keypoints',
        ),
        (
            lambda c: c['images'][0].update(file_name='horse_1.jpg'),
            r"more.json has the image 'horse_1.jpg', which a file before it has too",
        ),
        (lambda c: c['images'].pop(), 'more.json: annotation 2 has image_id 102'),
        (
            lambda c: [each.update(keypoints=[]) for each in c['annotations']],
            'more.json has no category with keypoints',
        ),
    ],
)
def test_files_that_do_not_fit(merger: Merger, change, problem: str) -> None:
    content = exported(3, 'more', 0)
    change(content)
    before = deepcopy(merger.content['annotations'])
    with pytest.raises(AnnotationError, match=problem):
        merger.add('more', content, 'more.json')
    assert merger.content['annotations'] == before
