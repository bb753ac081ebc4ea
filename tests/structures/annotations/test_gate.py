"""The gate: what is refused and how it is named, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from poseur.structures.annotations import AnnotationError, Demands, check_annotations
from poseur.structures.annotations.gate import CHUNK
from tests.helpers.made_coco import NAMES, made_coco, made_person

DEMANDS = Demands(names=NAMES)
EVALUATED = Demands(areas=True, categories=True)
Change = Callable[[dict], object]


def refusal(content: object, demands: Demands = DEMANDS) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(AnnotationError) as caught:
        check_annotations(content, demands, 'p.json').report.raise_faults()
    return str(caught.value)


def first(**changes: object) -> Change:
    """Return a change of some keys of the first person."""
    return lambda content: content['annotations'][0].update(changes)


def without(key: str, where: str = 'annotations') -> Change:
    return lambda content: content[where][0].pop(key)


def test_a_sound_file() -> None:
    checked = check_annotations(made_coco(7), DEMANDS, 'p.json')
    checked.report.raise_faults()
    assert checked.people == {1} and not checked.left_out
    assert not checked.report.counts and not checked.report.remarks()


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        # merged and restarted ids
        (first(id=1), 'annotation 1 is there more than once. Give every annotation an'),
        (lambda c: c['images'][0].update(id=101), 'image 101 is there more than once.'),
        # ids of other types, or of nothing
        (first(id='a8f1'), "annotation a8f1 has id 'a8f1', not a whole number. Give"),
        (without('id'), "annotation at index 0 has no 'id'. Give every annotation"),
        (first(image_id='100'), "annotation 0 has image_id '100', not a whole num"),
        (first(image_id=7), 'annotation 0 has image_id 7, which the annotation file d'),
        (
            lambda c: c['images'][0].update(id='x'),
            "image x has id 'x', not a whol",
        ),
        (without('id', 'images'), "image at index 0 has no 'id'"),
        (first(category_id=None), 'annotation 0 has category_id None, not a whole'),
        # structure
        (without('width', 'images'), "image 100 has no 'width'"),
        (without('file_name', 'images'), "image 100 has no 'file_name'"),
        (
            lambda c: c['images'][0].update(height=0),
            'image 100 has height 0, not a',
        ),
        (lambda c: c['images'][0].update(width='9'), "image 100 has width '9', not a"),
        (lambda c: c['images'].append(None), 'image at index 4 is None'),
        (lambda c: c['annotations'].append([1]), r'annotation at index 7 is \[1\]'),
        (lambda c: c.update(images={}), 'images is dict, not a list of objects. Use a'),
        (lambda c: c.pop('annotations'), 'annotations is missing, not a list'),
        (lambda c: c.update(categories=None), 'categories is NoneType, not a list'),
        (first(iscrowd='no'), "annotation 0 has iscrowd 'no', not 0 or 1"),
        (first(segmentation='x'), "annotation 0 has segmentation 'x'"),
        (first(area='12'), "annotation 0 has area '12', not a number"),
        (first(bbox=None), 'annotation 0 has bbox None, not four finite numbers'),
        (first(bbox=[1, 2, 3]), r'annotation 0 has bbox \[1, 2, 3\], not four'),
        (first(bbox=[1, 2, '3', 4]), 'annotation 0 has bbox .*not four finite numbers'),
        # keypoints: nested, scores as visibility, numbers
        (without('keypoints'), "annotation 0 has no 'keypoints'. Use a keypoint annot"),
        (first(keypoints=[[1, 2, 2]] * 3), 'annotation 0 has nested lists.*one flat'),
        (
            first(keypoints=[1, 2, 2] * 4),
            '0 has 4 keypoints, but the meta.* says 3',
        ),
        (
            first(keypoints=[9, 9, 0.5] * 3),
            'annotation 0 has the visibility 0.5.*sco',
        ),
        (first(keypoints=[9, 9, 4] * 3), 'annotation 0 has the visibility 4'),
        (first(keypoints=[9, '9', 2] * 3), "annotation 0 has '9' in keypoints"),
        (first(keypoints=[9, None, 2] * 3), 'annotation 0 has None in keypoints'),
        (first(keypoints=[9, 10**400, 2] * 3), 'annotation 0 has 10000.*in keypoints'),
        (
            first(keypoints=[9, float('inf'), 2] * 3),
            '0 has keypoints that are not f',
        ),
        (first(keypoints='abc'), "annotation 0 has no list as keypoints: 'abc'"),
        (first(num_keypoints=0), 'annotation 0 has num_keypoints 0, but 3 are labeled'),
        (first(num_keypoints='3'), "annotation 0 has num_keypoints '3', not a whole"),
        # boxes
        (first(bbox=[40, 30, 0, 9]), 'annotation 0 has bbox .*which is empty'),
        (first(bbox=[40, 30, 1e-9, 9]), 'annotation 0 has bbox .*which is empty'),
        (first(bbox=[300, 30, 9, 9]), 'bbox .*outside of image 0.jpg .200x100.'),
        (
            first(bbox=[0.2, 0.1, 0.3, 0.4]),
            r'annotation 0 lies within \[0, 1\].*Multi',
        ),
        (first(keypoints=[1e6, 9, 2] * 3), 'annotation 0 has a keypoint at 1e.06'),
    ],
)
def test_what_is_refused(change: Change, problem: str) -> None:
    content = made_coco(7)
    change(content)
    message = refusal(content)
    assert re.search(f'^p.json: .*{problem}', message, re.MULTILINE), message


@pytest.mark.parametrize('content', [None, [], 'x', 5])
def test_files_that_are_no_object(content: object) -> None:
    assert 'p.json: the file is' in refusal(content)


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        (without('area'), "annotation 0 has no 'area'. Add the area"),
        (first(area=0), 'annotation 0 has area 0. Set area'),
        (lambda c: c.pop('categories'), 'categories is missing'),
    ],
)
def test_what_evaluation_needs(change: Change, problem: str) -> None:
    content = made_coco(7)
    change(content)
    assert problem in refusal(content, EVALUATED)
    check_annotations(content, DEMANDS, 'p.json').report.raise_faults()


def test_an_empty_box_is_one_fault() -> None:
    content = made_coco(7)
    first(bbox=[0, 0, 0, 0])(content)
    assert 'which is empty' in refusal(content) and '[0, 1]' not in refusal(content)


def test_people_of_a_file_have_one_number_of_keypoints() -> None:
    content = made_coco(CHUNK + 9)
    for person in content['annotations'][CHUNK:]:
        person.update(keypoints=[9, 9, 2], num_keypoints=1)
    problem = f'annotation {CHUNK} has 1 keypoints, but most people of the file have 3'
    assert problem in refusal(content, EVALUATED)


def test_all_faults_are_reported_at_once() -> None:
    content = made_coco(20)
    for person in content['annotations'][:9]:
        person['image_id'] = 7
    content['annotations'][12]['bbox'] = [1, 2]
    lines = refusal(content).split('\n')
    assert lines[0] == 'p.json has 10 faults of 2 kinds:'
    assert lines[1].endswith(
        'Likewise: annotation 1, annotation 2, annotation 3, 5 more.'
    )
    assert lines[2].startswith('p.json: annotation 12 has bbox [1, 2]')


def test_what_other_tools_write_is_read() -> None:
    """Ids from 0, other categories, absent counts, visibilities of other tools."""
    content = made_coco(6)
    for person, visible in zip(
        content['annotations'], (-1, 3, True, False, 2.0, 0), strict=True
    ):
        person['keypoints'][2] = visible
        del person['num_keypoints'], person['iscrowd'], person['area']
        person['category_id'], person['segmentation'] = 0, None
    content['categories'][0]['id'] = 0
    content['annotations'][1]['segmentation'] = dict(size=[1, 1], counts='x')
    content['images'].append(dict(content['images'][0], id=0, file_name='/a b/ä.jpg'))
    checked = check_annotations(content, DEMANDS, 'p.json')
    checked.report.raise_faults()
    assert checked.people == {0} and not checked.left_out


def test_what_is_left_out_has_a_reason() -> None:
    content = made_coco(6)
    people = content['annotations']
    people[1].update(keypoints=[0] * 9, num_keypoints=0, bbox=[0, 0, 0, 0])
    people[2].update(iscrowd=1, keypoints=[0] * 9, num_keypoints=0)
    people[3].update(keypoints=[])  # a track of CVAT
    content['annotations'].append(dict(id=8, image_id=100, category_id=3))
    checked = check_annotations(content, DEMANDS, 'p.json')
    checked.report.raise_faults()
    assert checked.left_out == {
        1: 'without labeled keypoints',
        2: 'crowd regions',
        3: 'with an empty list of keypoints',
        8: 'objects of other categories',
    }
    assert sum(checked.report.left_out.values()) == 4


def test_keypoints_of_two_categories() -> None:
    content = made_coco(6)
    content['annotations'][3]['category_id'] = 2
    content['categories'].append(dict(id=2, name='child'))
    assert 'category 2 has keypoints, and so has category 1' in refusal(content)


def test_a_category_that_is_not_listed() -> None:
    content = made_coco(3)
    content['categories'][0]['id'] = 5
    assert 'category 1 has keypoints, but no entry' in refusal(content)


@pytest.mark.parametrize(
    ('names', 'problem'),
    [
        (['left_hand', 'nose', 'right_hand'], "has 'left_hand' as keypoint 0, but"),
        (['Left Hand', 'Nose', 'Right-hand'], "has 'Left Hand' as keypoint 0, but"),
        (['nose', 'left_hand'], 'names 2 keypoints, but metainfo 3'),
    ],
)
def test_names_in_another_order(names: list[str], problem: str) -> None:
    content = made_coco(3)
    content['categories'][0]['keypoints'] = names
    assert f'p.json: category 1 {problem}' in refusal(content)


def test_other_names_are_noted() -> None:
    content = made_coco(3)
    content['categories'][0]['keypoints'] = ['Nose', 'hand_l', 'hand_r']
    report = check_annotations(content, DEMANDS, 'p.json').report
    assert not report.faults
    assert report.remarks()[0].startswith('2 keypoint names that the metainfo does no')


def test_boxes_of_two_corners() -> None:
    content = made_coco(20)
    for person in content['annotations']:
        x, y, width, height = person['bbox']
        person['bbox'] = [x, y, x + width, y + height]
    assert 'as two corners' in refusal(content)


def test_a_box_that_cannot_be_corners_decides_against_them() -> None:
    content = made_coco(20)
    for person in content['annotations'][1:]:
        x, y, width, height = person['bbox']
        person['bbox'] = [x, y, x + width, y + height]
    content['annotations'][0]['bbox'] = [20, 20, 0.8, 0.8]  # small, but it has an area
    report = check_annotations(content, DEMANDS, 'p.json').report
    assert not report.faults and 'boxes that leave' in report.remarks()[0]


def test_boxes_that_stick_out_are_noted() -> None:
    content = made_coco(20)
    for person in content['annotations'][:5]:
        person['bbox'] = [150, 20, 90, 30]
    report = check_annotations(content, DEMANDS, 'p.json').report
    assert not report.faults and report.remarks()[0].startswith('5 boxes that leave')


def test_images_alone() -> None:
    content = made_coco(4)
    del content['annotations'], content['categories']
    demands = Demands(names=NAMES, annotations=False)
    check_annotations(content, demands, 'p.json').report.raise_faults()
    content['images'][1]['id'] = 100
    assert 'image 100 is there more than once' in refusal(content, demands)


def test_the_oddities_of_real_files_are_counted() -> None:
    """Real files have a few entries of each kind."""
    total = 25_000
    content = made_coco(total)
    people = content['annotations']
    planted = {
        'crowd regions': (dict(iscrowd=1), 310),
        'without labeled keypoints': (dict(keypoints=[0] * 9, num_keypoints=0), 4200),
        'with an empty list of keypoints': (dict(keypoints=[]), 17),
        'empty': (dict(bbox=[30, 20, 0, 12]), 23),
        'outside': (dict(bbox=[199.6, 20, 30, 12]), 41),
        'no area': (dict(area=0), 11),
        'num_keypoints': (dict(num_keypoints=1), 7),
        'objects of other categories': (dict(category_id=9), 190),
    }
    place = iter(range(CHUNK - 2000, total, 3))  # across chunks
    for changes, count in planted.values():
        for _ in range(count):
            people[next(place)].update(changes)
    for person in people:
        if person['category_id'] == 9:
            del person['keypoints']
    checked = check_annotations(content, Demands(NAMES, areas=True), 'p.json')
    checked.report.raise_faults()
    counts = {kind.title: n for kind, n in checked.report.counts.items()}
    boxless = 'labeled people whose box has no area inside the picture'
    assert counts == {
        boxless: 23 + 41,
        'labeled people whose area is not positive': 11,
        'people whose num_keypoints is not the number of labeled keypoints': 7,
    }
    left_out = {k: n for k, (_, n) in planted.items() if k in checked.report.left_out}
    assert checked.report.left_out == {**left_out, boxless: 64}
    assert len(checked.left_out) == 310 + 4200 + 17 + 64 + 190
    assert sum(line.startswith('64 labeled') for line in checked.report.remarks()) == 1


def test_more_than_one_in_a_hundred_is_no_oddity() -> None:
    content = made_coco(300)
    for number in (5, 50, 150):
        content['annotations'][number]['bbox'] = [300, 20, 30, 12]
    check_annotations(content, DEMANDS, 'p.json').report.raise_faults()
    content['annotations'].append(dict(made_person(300, 100), bbox=[300, 20, 30, 12]))
    assert 'Likewise: annotation 50, annotation 150, annotation 300' in refusal(content)
