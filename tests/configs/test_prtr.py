"""Recipes of PRTR, written down a second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from .conftest import CONFIGS, REPO_ROOT, name_of

PRTR = [path for path in CONFIGS if '_prtr-' in path.stem and 'lsp' not in path.stem]
OFFICIAL = [path for path in PRTR if path.stem.endswith('_official')]
OURS = [path for path in PRTR if path not in OFFICIAL]
FLIP = dict(type='RandomFlip', direction='horizontal', prob=0.5)
TRANSFORM = dict(type='ClippedNormalBBoxTransform', scale_factor=(0.7, 1.3))


@pytest.fixture(autouse=True)
def without_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('COCO_ROOT', 'MPII_ROOT', 'POSEUR_PRETRAINED_DIR'):
        monkeypatch.delenv(name, raising=False)


def read(path: Path) -> Config:
    return Config.fromfile(path, import_custom_modules=False)


def test_every_model_has_both_recipes():
    models = {path.stem.split('_')[1]: path for path in PRTR}
    assert models.keys() == {'prtr-res50', 'prtr-res101', 'prtr-hrnet-w32'}
    assert len(OURS) == len(OFFICIAL) == 7


@pytest.mark.parametrize('path', OFFICIAL, ids=name_of)
def test_the_authors_recipe(path: Path) -> None:
    cfg, resnet = read(path), '-res' in path.stem
    optim, (schedule,) = cfg.optim_wrapper, cfg.param_scheduler
    assert optim.type == 'OptimWrapper' and optim.clip_grad == dict(max_norm=0.1)
    assert optim.optimizer == dict(type='AdamW', lr=1e-4, weight_decay=1e-4)
    rates = (
        optim.get('paramwise_cfg', dict(custom_keys={})).custom_keys if resnet else {}
    )
    assert rates == ({'backbone.': dict(lr_mult=0.1)} if resnet else {})
    assert schedule.milestones == ([120, 140] if resnet else [70, 95])
    assert schedule.gamma == 0.5 and cfg.get('sync_bn') is None
    batch = 32 if resnet else 15 if 'mpii' in path.stem else 16
    assert cfg.train_dataloader.batch_size == batch
    assert cfg.auto_scale_lr.base_batch_size == 4 * batch
    assert cfg.model.data_preprocessor.bgr_to_rgb != resnet
    assert cfg.model.test_cfg == dict(flip_test=True, shift_coords=False)
    _, _, *steps = cfg.train_dataloader.dataset.pipeline
    assert steps[:2] == [FLIP, TRANSFORM]
    assert [step.type for step in steps[2:]] == ['CropAndEncode', 'PackPoseInputs']
    if 'coco' in path.stem:
        boxes = cfg.test_dataloader.dataset.bbox_file
        folder = 'data/coco/person_detection_results/'
        assert boxes == f'{folder}COCO_val2017_detections_DETR_person.json'


@pytest.mark.parametrize('path', OURS, ids=name_of)
def test_data_and_test_of_poseur(path: Path) -> None:
    """All but the codec, the crop size and the scores of instances."""
    cfg = read(path)
    name = 'res50_8xb32-325e_mpii-256x256' if 'mpii' in path.stem else None
    folder, name = ('mpii', name) if name else ('coco', 'res50_8xb32-325e_coco-256x192')
    poseur = read(REPO_ROOT / f'configs/poseur/{folder}/td-reg_poseur-{name}.py')
    for loader in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
        theirs, ours = poseur[loader].to_dict(), cfg[loader].to_dict()
        for each in (theirs, ours):
            steps = each['dataset']['pipeline']
            (crop,) = (step for step in steps if step['type'] == 'CropAndEncode')
            crop['codec'] = None
        assert ours == theirs
    assert dict(cfg.val_evaluator, score_mode='') == dict(
        poseur.val_evaluator, score_mode=''
    )
    assert cfg.param_scheduler == poseur.param_scheduler
    assert cfg.model.test_cfg == dict(flip_test=True, shift_coords=True)
    assert cfg.model.data_preprocessor == poseur.model.data_preprocessor
    assert cfg.optim_wrapper.optimizer.lr == 1e-4


@pytest.mark.parametrize('path', PRTR, ids=name_of)
def test_models(path: Path) -> None:
    model = read(path).model
    assert model.head.type == 'PRTRHead' and model.head.in_channels == 2048
    if '-res' in path.stem:
        assert model.backbone.out_indices == (3,) and model.backbone.frozen_stages == 1
        assert model.backbone.norm_cfg == dict(type='FrozenBatchNorm2d')
        assert 'neck' not in model
    else:
        assert model.backbone.extra.stage4.multiscale_output
        assert model.neck.type == 'BranchFusion'
        assert model.neck.init_cfg == model.backbone.init_cfg
