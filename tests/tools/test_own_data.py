"""The example configs for your own data, on generated images with five keypoints."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

pytestmark = pytest.mark.slow

FOLDER = 'configs/own_data'
EXAMPLES = [
    f'{FOLDER}/td-reg_poseur-res50_8xb32-325e_dogs-256x192.py',
    f'{FOLDER}/td-reg_poseur-dense-mobilenetv2-3dec_1xb8-20e_dogs-128x128.py',
]
NAMES = ['nose', 'left_ear', 'right_ear', 'withers', 'tail_base']


def write_dogs(root: Path, split: str, count: int, start: int) -> None:
    """Write images with five dots and their annotations in COCO's format."""
    (root / 'images').mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(start)
    images, annotations = [], []
    for index in range(start, start + count):
        dots = rng.uniform((30, 20), (130, 100), (5, 2)).round()
        picture = np.full((120, 160, 3), 200, np.uint8)
        for color, dot in enumerate(dots.astype(int).tolist()):
            cv2.circle(picture, dot, 4, (50 * color, 0, 255 - 50 * color), -1)
        name = f'{index:03d}.jpg'
        cv2.imwrite(str(root / 'images' / name), picture)
        images.append(dict(id=index, file_name=name, width=160, height=120))
        annotation = dict(
            id=index, image_id=index, category_id=1, iscrowd=0, num_keypoints=5
        )
        annotation |= dict(bbox=[20, 10, 120, 100], area=12000)
        annotation['keypoints'] = np.c_[dots, np.full(5, 2)].ravel().tolist()
        annotations.append(annotation)
    categories = [dict(id=1, name='dog', keypoints=NAMES)]
    content = dict(images=images, annotations=annotations, categories=categories)
    (root / f'{split}.json').write_text(json.dumps(content))


@pytest.mark.parametrize('example', EXAMPLES)
def test_five_keypoints_from_training_to_scores(
    example: str, train_briefly, test_briefly, tmp_path: Path
) -> None:
    root = tmp_path / 'dogs'
    write_dogs(root, 'train', 8, start=0)
    write_dogs(root, 'val', 3, start=100)
    logged = train_briefly(example, f'data_root={root}')
    prefix = tmp_path / 'found'
    options = [f'data_root={root}', f'+test_evaluator.outfile_prefix={prefix}']
    metrics = test_briefly(example, *options)
    assert logged['coco/AP'] == [pytest.approx(metrics['coco/AP'], abs=1e-6)]
    dogs = json.loads((tmp_path / 'found.keypoints.json').read_text())
    assert sorted(dog['image_id'] for dog in dogs) == [100, 101, 102]
    assert {len(dog['keypoints']) for dog in dogs} == {3 * len(NAMES)}
    assert all(np.isfinite(dog['keypoints']).all() for dog in dogs)


def test_keypoints_without_links_are_learned_saved_and_loaded(
    train_briefly, run_tool, repo_root: Path, tmp_path: Path
) -> None:
    """As exports of labeling tools have them, with an empty skeleton."""
    root = tmp_path / 'dogs'
    write_dogs(root, 'train', 8, start=0)
    write_dogs(root, 'val', 3, start=100)
    config = tmp_path / 'no_links.py'
    config.write_text(
        f'_base_ = [{str(repo_root / EXAMPLES[1])!r}]\n'
        'no_links = dict(metainfo=dict(skeleton_info=dict(_delete_=True)))\n'
        'train_dataloader = dict(dataset=no_links)\n'
        'val_dataloader = dict(dataset=no_links)\n'
        'test_dataloader = val_dataloader\n'
        'model = dict(head=no_links)\n'
    )
    logged = train_briefly(str(config), f'data_root={root}')
    assert np.isfinite(logged['loss']).all()
    trained = tmp_path / 'work'
    words = (root / 'images', trained / config.name, trained / 'epoch_1.pth')
    words = (*words, '--whole-image', '--save-json')
    run_tool('infer.py', *words, '--out-dir', tmp_path / 'out')
    assert cv2.imread(str(tmp_path / 'out/100.jpg')).shape == (120, 160, 3)
    content = json.loads((tmp_path / 'out/100.json').read_text())
    assert content['categories'][0]['skeleton'] == []
    assert len(content['annotations'][0]['keypoints']) == 3 * len(NAMES)
