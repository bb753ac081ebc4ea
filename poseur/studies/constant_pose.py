"""The zero of a study's metric: always predicting the median training pose."""

from __future__ import annotations

import json
from pathlib import Path

from mmengine.config import Config

from poseur.checkpoints import write_atomically
from poseur.config import default_scope
from poseur.evaluation.mean_pose import evaluate_mean_pose

from .settings import settings_digest

SETTINGS = ('data_root', 'train_dataloader', 'test_dataloader', 'test_evaluator')


def constant_pose_metrics(cfg: Config, path: Path) -> dict[str, float]:
    """Score the median training pose, once for the data of a config.

    Args:
        cfg: Config of a model of crops.
        path: File in which the result is kept.

    Raises:
        FileNotFoundError: If the result is not kept there and the data are missing.
    """
    digest = settings_digest(Config({key: cfg[key] for key in SETTINGS if key in cfg}))
    kept = json.loads(path.read_text()) if path.is_file() else {}
    if digest not in kept:
        print('scoring the median pose of the training set ...', flush=True)
        with default_scope(cfg):
            kept[digest] = evaluate_mean_pose(cfg, 'median')
        write_atomically(json.dumps(kept, indent=1).encode(), path)
    return kept[digest]
