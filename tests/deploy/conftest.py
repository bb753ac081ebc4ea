"""Predictions of the demo's model in PyTorch, and the tool that exports it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import DefaultScope
from mmpose.registry import DATASETS

from tests.helpers.exported_model import Demo
from tests.tools.conftest import load_tool


class Person(NamedTuple):
    """One person as ``tools/test.py`` predicts it."""

    image: str
    box: np.ndarray
    keypoints: np.ndarray
    sigmas: np.ndarray
    scores: np.ndarray


@pytest.fixture(scope='session')
def tested(demo: Demo) -> Callable[..., list[Person]]:
    """The people of the test set, as the test loop predicts them."""

    def run(**test_cfg: object) -> list[Person]:
        cfg = Config.fromfile(demo.config)
        with DefaultScope.overwrite_default_scope('mmpose'):
            dataset = DATASETS.build(cfg.test_dataloader.dataset)
        before = demo.estimator.test_cfg
        demo.estimator.test_cfg = before | test_cfg
        with torch.no_grad():
            samples = demo.estimator.test_step(pseudo_collate(list(dataset)))
        demo.estimator.test_cfg = before
        return [
            Person(
                sample.img_path,
                sample.pred_instances.bboxes[0],
                sample.pred_instances.keypoints[0],
                sample.pred_instances.keypoint_sigmas[0],
                sample.pred_instances.keypoint_scores[0],
            )
            for sample in samples
        ]

    return run


@pytest.fixture(scope='session')
def export_tool(repo_root: Path) -> ModuleType:
    return load_tool(repo_root / 'tools/deployment/export_onnx.py')


@pytest.fixture
def export(export_tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs ``tools/deployment/export_onnx.py`` in this process."""

    def run(*words: object) -> None:
        monkeypatch.setattr('sys.argv', ['export_onnx.py', *map(str, words)])
        export_tool.main()

    return run
