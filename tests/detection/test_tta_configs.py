"""The ``_tta`` configs differ from their originals in the test alone, and run."""

from __future__ import annotations

from pathlib import Path

import pytest
from mmengine.config import Config

from poseur.engine.runner import PoseurRunner
from poseur.synthetic import SyntheticPeopleConfig, write_dataset

FOLDER = Path(__file__).parents[2] / 'configs/mask_rcnn_poseur'
VARIANTS = sorted(FOLDER.glob('*_tta.py'))
TINY = FOLDER / 'mask-rcnn_poseur-tiny_1xb8-12e_synthetic-192x192_tta.py'


@pytest.mark.parametrize('path', VARIANTS, ids=lambda path: path.stem)
def test_the_test_alone_is_another(path: Path) -> None:
    variant = Config.fromfile(path)
    original = Config.fromfile(path.with_stem(path.stem.removesuffix('_tta')))
    assert variant.test_dataloader.dataset.pop('pipeline') == variant.tta_pipeline
    del original.test_dataloader.dataset['pipeline']
    (hook,) = variant.custom_hooks[len(original.custom_hooks) :]
    assert hook == dict(type='PrepareTTAHook', tta_cfg=variant.tta_model)
    variant.custom_hooks = original.custom_hooks
    for key in set(variant.keys()) - {'tta_hook', 'tta_pipeline', 'tta_model'}:
        assert variant[key] == original[key], key


def test_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An untrained model finds next to nothing, but everything is evaluated."""
    scenes = SyntheticPeopleConfig(width=192, height=192)
    write_dataset(tmp_path / 'data', 1, 2, cfg=scenes, workers=1)
    monkeypatch.setenv('SYNTHETIC_SCENES_ROOT', str(tmp_path / 'data'))
    cfg = Config.fromfile(TINY)
    cfg.work_dir = str(tmp_path / 'run')
    runner = PoseurRunner.from_cfg(cfg)
    scores = runner.test()
    assert 0 <= scores['coco/bbox_AP'] < 0.3 and scores['coco/keypoints_AP'] < 0.3
    assert type(runner.model).__name__ == 'KeypointTTAModel'
    assert runner.model.module.roi_head is not None
