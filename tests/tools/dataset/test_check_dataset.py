"""The command that checks a dataset: table, exit code, pictures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from tests.helpers.drawn_people import METAINFO
from tests.helpers.made_coco import HEIGHT, WIDTH, made_coco


def check(repo_root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, repo_root / 'tools/dataset/check_dataset.py']
    return subprocess.run(
        [*map(str, command + list(arguments))], capture_output=True, text=True
    )


def write(root: Path, content: dict) -> Path:
    (root / 'p.json').write_text(json.dumps(content))
    return root / 'p.json'


def test_a_sound_file_with_its_pictures(tmp_path: Path, repo_root: Path) -> None:
    content = made_coco(6)
    content['annotations'][5].update(keypoints=[0] * 9, num_keypoints=0)
    for image in content['images']:
        pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        cv2.imwrite(str(tmp_path / image['file_name']), pixels)
    done = check(repo_root, write(tmp_path, content), '--images', tmp_path)
    assert done.returncode == 0 and '3 of 3 pictures' in done.stderr
    assert done.stdout.split('\n')[:2] == [
        'left out          1  without labeled keypoints',
        'used              5  people in 3 images',
    ]


def test_wrong_pictures(tmp_path: Path, repo_root: Path) -> None:
    for name, shape in (('0', (50, 100, 3)), ('1', (WIDTH, HEIGHT, 3))):
        cv2.imwrite(str(tmp_path / f'{name}.jpg'), np.zeros(shape, np.uint8))
    file = write(tmp_path, made_coco(6))
    done = check(repo_root, file, '--images', tmp_path)
    assert done.returncode == 1
    assert '2  pictures of another size than annotated' in done.stdout
    assert '1  pictures that cannot be read' in done.stdout
    assert '(0.jpg) is 100x50 pixels, but its annotation file says' in done.stderr


def test_faults_and_metainfo(tmp_path: Path, repo_root: Path) -> None:
    config = tmp_path / 'meta.py'
    config.write_text(f'dataset_info = {METAINFO!r}')
    content = made_coco(6)
    content['categories'][0]['keypoints'] = ['left_hand', 'nose', 'right_hand']
    file = write(tmp_path, content)
    done = check(repo_root, file, '--metainfo', config)
    assert done.returncode == 1 and "has 'left_hand' as keypoint 0" in done.stderr
    assert 'fault             1  categories whose keypoints' in done.stdout
    assert check(repo_root, file).returncode == 0
    file.write_bytes(b'\xef\xbb\xbf' + file.read_bytes())
    assert 'byte order mark. Save it as UTF-8' in check(repo_root, file).stderr
