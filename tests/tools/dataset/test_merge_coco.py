"""The tool merges files whose pictures lie beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.made_coco import made_coco

TOOL = 'dataset/merge_coco.py'


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    words = []
    for name in ('horse', 'cow'):
        path = tmp_path / name / '_annotations.coco.json'
        path.parent.mkdir()
        path.write_text(json.dumps(made_coco(2)))
        words.append(f'{name}={path}')
    return words


def test_names_relative_to_a_folder(run_tool, files, tmp_path: Path) -> None:
    out = tmp_path / 'all.json'
    words = ('--category', 'animal', '--out', out, '--field', 'species')
    done = run_tool(TOOL, *files, *words, '--image-root', tmp_path)
    assert 'all.json: 2 images, 4 annotations' in done.stdout
    assert 'left out: 0 categories without keypoints' in done.stdout
    content = json.loads(out.read_text())
    names = [image['file_name'] for image in content['images']]
    assert names == ['horse/0.jpg', 'cow/0.jpg']
    species = [each['species'] for each in content['annotations']]
    assert species == ['horse', 'horse', 'cow', 'cow']


@pytest.mark.parametrize(
    ('change', 'problem'),
    [
        (lambda words: words, "has the image '0.jpg', which a file before it has too"),
        (lambda words: [words[0].partition('=')[2]], 'is not NAME=FILE'),
        (lambda words: [words[0], words[0]], 'the names horse, horse are not all diff'),
    ],
)
def test_refused(run_tool, files, tmp_path: Path, change, problem: str) -> None:
    out = tmp_path / 'all.json'
    words = ('--category', 'animal', '--out', out)
    done = run_tool(TOOL, *change(files), *words, check=False)
    assert done.returncode and problem in done.stderr and not out.exists()
