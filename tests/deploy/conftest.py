"""Predictions of the demo's model in PyTorch, and the command that exports it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import DefaultScope
from mmpose.registry import DATASETS

from poseur.commands import export as command
from tests.helpers.exported_model import Demo


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


@pytest.fixture
def export(monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs ``poseur export`` in this process."""

    def run(*words: object) -> None:
        monkeypatch.setattr('sys.argv', ['poseur export', *map(str, words)])
        command.main()

    return run
