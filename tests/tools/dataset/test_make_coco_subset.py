"""The subset keeps whole images; a request that cannot be met is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.helpers.made_coco import made_coco, made_person

KEYPOINTS = {1: 0, 2: 3, 3: 0, 4: 2, 5: 1}  # labeled, by annotation


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Images 30, 20 and 10; 30 has no labeled keypoints, 20 two people and a crowd."""
    images = {1: 30, 2: 20, 3: 20, 4: 20, 5: 10}
    content = made_coco(6)
    for image, number in zip(content['images'], (30, 20, 10), strict=True):
        image['id'] = number
    content['annotations'] = [made_person(key, images[key]) for key in KEYPOINTS]
    for person, count in zip(content['annotations'], KEYPOINTS.values(), strict=True):
        person['keypoints'][3 * count :] = [0] * (9 - 3 * count)
        person['num_keypoints'] = count
    content['annotations'][2]['iscrowd'] = 1
    content['categories'] = [dict(id=1, name='person')]
    path = tmp_path / 'all.json'
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ('words', 'images', 'annotations'),
    [
        (('--num', 1), [10], [5]),
        (('--num', 2), [20, 10], [2, 3, 4, 5]),
        (('--ids', 30, 10), [30, 10], [1, 5]),
    ],
)
def test_images_with_all_that_is_in_them(
    run_tool, source: Path, words, images, annotations
) -> None:
    out = source.parent / 'new' / 'few.json'
    run_tool('dataset/make_coco_subset.py', source, *words, '--out', out)
    few = json.loads(out.read_text())
    assert [image['id'] for image in few['images']] == images
    assert [entry['id'] for entry in few['annotations']] == annotations
    assert few['categories'] == [dict(id=1, name='person')]


@pytest.mark.parametrize(
    ('words', 'message'),
    [
        (('--num', 3), '2 of its images have labeled keypoints'),
        (('--num', 0), 'give a number from 1 to 2'),
        (('--ids', 10, 11), r'no images with the ids \[11\]'),
    ],
)
def test_what_there_is_not(run_tool, source: Path, words, message: str) -> None:
    out = source.parent / 'few.json'
    tool = 'dataset/make_coco_subset.py'
    result = run_tool(tool, source, *words, '--out', out, check=False)
    assert result.returncode == 1 and not out.exists()
    assert re.search(message, result.stderr)
    assert str(source) in result.stderr


def test_files_of_another_kind(run_tool, tmp_path: Path) -> None:
    words = ('--num', 1, '--out', tmp_path / 'few.json')
    file = tmp_path / 'list.json'
    for content, problem in (
        ('{"results": []}', 'list.json: images is missing, not a list of objects'),
        ('\ufeff{}', 'list.json starts with a byte order mark. Save it as UTF-8'),
        ('[]', 'must be JSON with an object, as in COCO'),
        ('{"images": [{}], "annotations": []}', "image at index 0 has no 'id'"),
    ):
        file.write_text(content, encoding='utf-8')
        tool = 'dataset/make_coco_subset.py'
        result = run_tool(tool, file, *words, check=False)
        assert result.returncode == 1 and 'Traceback' not in result.stderr
        assert problem in result.stderr


def test_annotations_of_no_image_are_refused(run_tool, source: Path) -> None:
    content = json.loads(source.read_text())
    del content['images'][1]
    source.write_text(json.dumps(content))
    words = ('--num', 1, '--out', source.parent / 'few.json')
    result = run_tool('dataset/make_coco_subset.py', source, *words, check=False)
    assert result.returncode == 1 and 'annotation 2 has image_id 20' in result.stderr


def test_the_source_is_not_overwritten(run_tool, source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    link = tmp_path / 'link.json'
    link.symlink_to(source)
    for out in (source, link):
        found = run_tool(
            *('dataset/make_coco_subset.py', source, '--num', 1, '--out', out),
            check=False,
        )
        assert found.returncode == 1
        assert 'is an input and would be overwritten' in found.stderr
    assert source.read_bytes() == before
