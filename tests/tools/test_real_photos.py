"""Short trainings and tests on real photos, through the tools and published configs.

The model is cut down, the data are those of the config with other paths.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.io import loadmat

pytestmark = pytest.mark.slow

MPII = 'configs/poseur/mpii/td-reg_poseur-res50_8xb32-325e_mpii-256x256.py'
WHOLE_BODY = (
    'configs/poseur/coco_wholebody/'
    'td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192.py'
)
COCO = 'configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
SMALL = [
    'model.backbone.depth=18',
    'model.backbone.init_cfg=None',
    'model.neck.in_channels=[64,128,256,512]',
    'model.head.query_decoder.num_layers=1',
    'model.test_cfg.flip_test=False',
    'train_cfg.max_epochs=1',
    'train_cfg.val_interval=1',
    'default_hooks.logger.interval=1',
    'train_dataloader.batch_size=4',
    '+train_dataloader.dataset.indices=8',
    'val_dataloader.batch_size=8',
    'test_dataloader.batch_size=8',
]
SMALL += [
    f'{phase}_dataloader.{setting}'
    for phase in ('train', 'val', 'test')
    for setting in ('num_workers=0', 'persistent_workers=False')
]
MPII_GROUPS = ('Head', 'Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle')
PARTS = ('body', 'foot', 'face', 'lefthand', 'righthand')


@pytest.fixture
def train(tool_in_process, repo_root: Path, tmp_path: Path) -> Callable[..., dict]:
    """Trains for an epoch, gives the logged values by name."""

    def run(config: str, *options: str) -> dict[str, list[float]]:
        own = f'visualizer.name={tmp_path.name}'  # there is one of each name
        words = ('--work-dir', tmp_path / 'work', '--cfg-options', *SMALL, own)
        tool_in_process('train.py', repo_root / config, *words, *options)
        log = next((tmp_path / 'work').glob('*/vis_data/scalars.json'))
        values: dict[str, list[float]] = {}
        for line in log.read_text().splitlines():
            for name, value in json.loads(line).items():
                values.setdefault(name, []).append(value)
        assert len(values['loss']) == 2 and np.isfinite(values['loss']).all()
        return values

    return run


@pytest.fixture
def test(tool_in_process, repo_root: Path, tmp_path: Path) -> Callable[..., dict]:
    """Tests what ``train`` has trained, gives the metrics."""

    def run(config: str, *options: str) -> dict[str, float]:
        out = tmp_path / 'metrics.json'
        words = ('--work-dir', tmp_path / 'work', '--out', out)
        tool_in_process(
            *('test.py', repo_root / config, tmp_path / 'work/epoch_1.pth'),
            *(*words, '--cfg-options', *SMALL, *options),
        )
        return json.loads(out.read_text())

    return run


def test_mpii_on_photos_of_sport(train, test, shared_dir: Path, tmp_path: Path) -> None:
    root = shared_dir / 'data/lsp_mpii'
    options = [f'data_root={root}']
    options += [f'+{phase}_dataloader.dataset.indices=8' for phase in ('val', 'test')]
    logged = train(MPII, *options)
    outfile = tmp_path / 'pred.mat'
    metrics = test(MPII, *options, f'+test_evaluator.outfile={outfile}')
    assert loadmat(outfile)['preds'].shape == (8, 16, 2)
    for group in ('PCKh@0.5', 'PCKh@0.1', *MPII_GROUPS):
        assert 0 <= metrics[f'mpii/{group}'] <= 100
        assert logged[f'mpii/{group}'] == [pytest.approx(metrics[f'mpii/{group}'])]


def test_mpii_on_its_own_photos(
    tool_in_process, train, shared_dir: Path, tmp_path: Path
) -> None:
    """Five people without head boxes, which are made first."""
    root = shared_dir / 'data/mmpose_samples/mpii'
    heads = tmp_path / 'heads.mat'
    people = root / 'test_mpii.json'
    tool_in_process('dataset/make_mpii_head_boxes.py', people, heads)
    options = [f'data_root={root}', f'val_dataloader.dataset.headbox_file={heads}']
    for phase in ('train', 'val'):
        options += [
            f'{phase}_dataloader.dataset.ann_file=test_mpii.json',
            f'{phase}_dataloader.dataset.data_prefix.img=',
        ]
    options.append('train_dataloader.batch_size=3')  # two batches of five people
    logged = train(MPII, *options)
    assert 0 <= logged['mpii/PCKh@0.5'][0] <= 100
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    assert '5 people, 0 without head box or labels' in printed
    assert all(group in printed for group in MPII_GROUPS)


def coco_samples(root: Path, annotations: str) -> list[str]:
    """Options for the four photos of COCO."""
    options = [f'data_root={root}', f'val_evaluator.ann_file={root / annotations}']
    for phase in ('train', 'val'):
        options += [
            f'{phase}_dataloader.dataset.ann_file={annotations}',
            f'{phase}_dataloader.dataset.data_prefix.img=',
        ]
    return options


def test_whole_body_on_photos_of_coco(train, shared_dir: Path, tmp_path: Path) -> None:
    root = shared_dir / 'data/mmpose_samples/coco'
    options = coco_samples(root, 'test_coco_wholebody.json')
    logged = train(WHOLE_BODY, *options, 'val_dataloader.dataset.bbox_file=None')
    names = ['AP', 'AR', *(f'{part} {s}' for part in PARTS for s in ('AP', 'AR'))]
    for name in names:
        assert 0 <= logged[f'coco-wholebody/{name}'][0] <= 1
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    table = printed[printed.index('Whole body and its parts') :].splitlines()[2:8]
    assert [row.split()[0] for row in table] == [*PARTS, 'wholebody']


def test_coco_with_boxes_of_a_detector(train, shared_dir: Path, tmp_path: Path) -> None:
    root = shared_dir / 'data/mmpose_samples/coco'
    boxes = root / 'test_coco_det_AP_H_56.json'
    logged = train(
        COCO,
        *coco_samples(root, 'test_coco.json'),
        f'val_dataloader.dataset.bbox_file={boxes}',
        '+val_dataloader.dataset.indices=24',
    )
    assert 0 <= logged['coco/AP'][0] <= 1
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    assert 'test_coco_det_AP_H_56.json: 118 people in 4 images' in printed
