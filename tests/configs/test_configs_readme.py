"""The configs shown in configs/README.md: another head, and another crop size."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config

import poseur  # noqa: F401  (checks the versions and provides mmcv's operators)
from poseur.apis import PoseurInferencer
from poseur.config import build_model, crop_size
from tests.helpers.config_report import parts

from .conftest import REPO_ROOT

CONFIGS = REPO_ROOT / 'configs'
BASE = 'td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'


def examples() -> list[str]:
    """Return the Python blocks of the page."""
    return re.findall(r'```python\n(.*?)```', (CONFIGS / 'README.md').read_text(), re.S)


@pytest.fixture
def resized(tmp_path: Path) -> Path:
    """A config with another crop size, as the page shows it, on a smaller model."""
    path = tmp_path / 'resized.py'
    _, example = examples()
    text, changed = re.subn(
        r"'\./td-reg.*\.py'", repr(str(CONFIGS / 'poseur/coco' / BASE)), example
    )
    assert changed == 1
    path.write_text(text)
    return path


def test_another_head_starts_from_a_backbone(tmp_path: Path) -> None:
    path = tmp_path / 'another_head.py'
    path.write_text(examples()[0].replace("'../_base_", f"'{CONFIGS}/_base_"))
    model = build_model(Config.fromfile(path))
    assert type(model.head).__name__ == 'RLEHead'
    assert type(model.backbone).__name__ == 'ResNet'


def test_another_crop_size_is_the_only_one(resized: Path) -> None:
    cfg = Config.fromfile(resized)
    sizes = [
        part['input_size'] for part in parts(cfg.to_dict()) if 'input_size' in part
    ]
    assert set(sizes) == {crop_size(cfg)} == {(96, 128)}
    original = Config.fromfile(CONFIGS / 'poseur/coco' / BASE)
    for name in ('train', 'val', 'test'):
        steps, others = (
            [step.type for step in each[f'{name}_dataloader'].dataset.pipeline]
            for each in (cfg, original)
        )
        assert steps == others
    assert cfg.train_dataloader.dataset.pipeline[-2].get('encode', True)
    assert not cfg.test_dataloader.dataset.pipeline[-2].encode


def test_mmposes_own_inferencer_crops_in_the_same_way(
    resized: Path, tmp_path: Path
) -> None:
    from mmpose.apis import MMPoseInferencer

    torch.manual_seed(0)
    model = build_model(Config.fromfile(resized))
    for name, weight in model.named_parameters():
        if name.startswith('head.poseur.coarse_branch') and weight.ndim == 2:
            torch.nn.init.normal_(weight, std=0.2)
    checkpoint, image = tmp_path / 'resized.pth', tmp_path / 'noise.png'
    torch.save(dict(state_dict=model.state_dict()), checkpoint)
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    cv2.imwrite(str(image), noise)

    theirs = MMPoseInferencer(
        str(resized), str(checkpoint), device='cpu', det_model='whole_image'
    )
    (person,) = next(theirs(str(image)))['predictions'][0]
    (ours,) = PoseurInferencer(resized, checkpoint, 'cpu')([image])
    np.testing.assert_allclose(person['keypoints'], ours.keypoints[0], atol=0.01)
    assert np.std(ours.keypoints[0], axis=0).min() > 0.1, 'all keypoints in one place'
