"""Fixtures: a small model with random weights, images of people, and a video."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.logging import MMLogger
from mmengine.registry import MODELS, DefaultScope

from poseur.apis import PoseurInferencer
from poseur.structures.commands import run_main
from poseur.synthetic import SyntheticPeopleConfig, write_dataset

BASE = 'configs/poseur/coco/td-reg_poseur-mobilenetv2_8xb32-325e_coco-256x192.py'
SMALL = """
_base_ = [{base!r}]
codec = dict(type='PoseurLabel', input_size=(48, 64))
model = dict(
    head=dict(
        decoder=codec,
        query_decoder=dict(num_layers=1),
        keypoint_encoder=dict(noisy_points=None),
    ),
)
val_dataloader = dict(
    batch_size=3,
    num_workers=0,
    persistent_workers=False,
    dataset=dict(
        data_root={root!r},
        ann_file='annotations/person_keypoints_val.json',
        data_prefix=dict(img='val/'),
        bbox_file=None,
        pipeline=[
            *_base_.loading,
            dict(type='TopdownAffine', input_size=codec['input_size']),
            dict(type='PackPoseInputs'),
        ],
    ),
)
test_dataloader = val_dataloader
val_evaluator = dict(ann_file={root!r} + '/annotations/person_keypoints_val.json')
test_evaluator = val_evaluator
"""


class SmallModel(NamedTuple):
    """A config, its checkpoint and its test set."""

    config: Path
    checkpoint: Path
    images: Path
    annotations: Path

    @property
    def paths(self) -> list[Path]:
        return sorted(self.images.iterdir())


@pytest.fixture(scope='session')
def small(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallModel:
    """A model whose weights vary so much that every image yields another pose."""
    root = tmp_path_factory.mktemp('small')
    write_dataset(root, num_train=1, num_val=4, cfg=SyntheticPeopleConfig(160, 128))
    config = root / 'small.py'
    config.write_text(SMALL.format(base=str(repo_root / BASE), root=str(root)))
    checkpoint = root / 'small.pth'
    save_random_weights(Config.fromfile(config), checkpoint)
    annotations = root / 'annotations/person_keypoints_val.json'
    return SmallModel(config, checkpoint, root / 'val', annotations)


def save_random_weights(cfg: Config, path: Path) -> None:
    """Save a model with random weights, wide enough for the image to matter."""
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope('mmpose'):
        model = MODELS.build(cfg.model)
    for name, weight in model.named_parameters():
        if name.startswith('head.poseur.coarse_branch') and weight.ndim == 2:
            torch.nn.init.normal_(weight, std=0.2)
    torch.save(dict(state_dict=model.state_dict()), path)


@pytest.fixture(scope='session')
def inferencer(small: SmallModel) -> PoseurInferencer:
    return PoseurInferencer(small.config, small.checkpoint, 'cpu', batch_size=4)


@pytest.fixture(scope='session')
def video(small: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames of 160x128 at 12.5 frames per second: a moving image."""
    path = tmp_path_factory.mktemp('video') / 'clip.mp4'
    codec = cv2.VideoWriter_fourcc(*'mp4v')
    writer = cv2.VideoWriter(str(path), codec, 12.5, (160, 128))
    picture = cv2.resize(cv2.imread(str(small.paths[0])), (160, 128))
    for index in range(12):
        writer.write(np.roll(picture, 2 * index, axis=1))
    writer.release()
    return path


@pytest.fixture
def run_tool(
    repo_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., int]:
    """Run ``main`` of a file in tools/ from a temporary folder; return its status."""
    monkeypatch.chdir(tmp_path)

    def run(tool: str, *words: object) -> int:
        path = repo_root / 'tools' / tool
        monkeypatch.setattr('sys.argv', [str(path), *map(str, words)])
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        try:
            run_main(module.main)
        except SystemExit as end:
            if isinstance(end.code, str):  # as the interpreter does
                print(end.code, file=sys.stderr)
            return end.code if isinstance(end.code, int) else int(bool(end.code))

    return run


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Messages of mmengine's logger, see ``caplog.messages``."""
    logger = MMLogger.get_current_instance()
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)
