"""Short training and test runs on photographs, with the tools and published configs.

The models are reduced; of the data settings only the paths are changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.io import loadmat

pytestmark = pytest.mark.slow

MPII = 'configs/poseur/mpii/td-reg_poseur-res50_8xb32-325e_mpii-256x256.py'
WHOLE_BODY = (
    'configs/poseur/coco_wholebody/'
    'td-reg_poseur-res50_8xb32-325e_coco-wholebody-256x192.py'
)
COCO = 'configs/poseur/coco/td-reg_poseur-res50_8xb32-325e_coco-256x192.py'
MPII_GROUPS = ('Head', 'Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle')
PARTS = ('body', 'foot', 'face', 'lefthand', 'righthand')


def test_mpii_on_photos_of_sport(
    train_briefly, test_briefly, shared_dir: Path, tmp_path: Path
) -> None:
    root = shared_dir / 'data/lsp_mpii'
    options = [f'data_root={root}']
    options += [f'+{phase}_dataloader.dataset.indices=8' for phase in ('val', 'test')]
    logged = train_briefly(MPII, *options)
    outfile = tmp_path / 'pred.mat'
    metrics = test_briefly(MPII, *options, f'+test_evaluator.outfile={outfile}')
    assert loadmat(outfile)['preds'].shape == (8, 16, 2)
    for group in ('PCKh@0.5', 'PCKh@0.1', *MPII_GROUPS):
        assert 0 <= metrics[f'mpii/{group}'] <= 100
        assert logged[f'mpii/{group}'] == [pytest.approx(metrics[f'mpii/{group}'])]


def test_mpii_on_its_own_photos(
    tool_in_process, train_briefly, shared_dir: Path, tmp_path: Path
) -> None:
    """Five people without head boxes; the boxes are generated first."""
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
    logged = train_briefly(MPII, *options)
    assert 0 <= logged['mpii/PCKh@0.5'][0] <= 100
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    assert '5 people, 0 without head box or labels' in printed
    assert all(group in printed for group in MPII_GROUPS)


def coco_samples(root: Path, annotations: str) -> list[str]:
    """Return options for the four images of COCO."""
    options = [f'data_root={root}', f'val_evaluator.ann_file={root / annotations}']
    for phase in ('train', 'val'):
        options += [
            f'{phase}_dataloader.dataset.ann_file={annotations}',
            f'{phase}_dataloader.dataset.data_prefix.img=',
        ]
    return options


def test_whole_body_on_photos_of_coco(
    train_briefly, shared_dir: Path, tmp_path: Path
) -> None:
    root = shared_dir / 'data/mmpose_samples/coco'
    options = coco_samples(root, 'test_coco_wholebody.json')
    logged = train_briefly(
        WHOLE_BODY, *options, 'val_dataloader.dataset.bbox_file=None'
    )
    names = ['AP', 'AR', *(f'{part} {s}' for part in PARTS for s in ('AP', 'AR'))]
    for name in names:
        assert 0 <= logged[f'coco-wholebody/{name}'][0] <= 1
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    table = printed[printed.index('Whole body and its parts') :].splitlines()[2:8]
    assert [row.split()[0] for row in table] == [*PARTS, 'wholebody']


def test_coco_with_boxes_of_a_detector(
    train_briefly, shared_dir: Path, tmp_path: Path
) -> None:
    root = shared_dir / 'data/mmpose_samples/coco'
    boxes = root / 'test_coco_det_AP_H_56.json'
    logged = train_briefly(
        COCO,
        *coco_samples(root, 'test_coco.json'),
        f'val_dataloader.dataset.bbox_file={boxes}',
    )
    assert 0 <= logged['coco/AP'][0] <= 1
    printed = next((tmp_path / 'work').glob('*/*.log')).read_text()
    assert 'test_coco_det_AP_H_56.json: 118 people in 4 images' in printed
