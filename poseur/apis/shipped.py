"""Shipped models in PyTorch: their config, weights and calibration."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from mmengine.config import Config

from poseur.checkpoints import CheckpointError, load_file
from poseur.config import from_inference_part
from poseur.zoo import CHECKPOINT, find_model

#: Entry of a checkpoint's meta: ``config`` and ``error_factors``.
ENTRY = 'poseur_model'


class OpenedModel(NamedTuple):
    """What inference needs of a shipped model.

    Attributes:
        cfg: Its config, the part for inference.
        checkpoint: Its weights.
        error_factors: See :class:`poseur.structures.PoseResult`.
        detector_classes: Classes of a detector that the model has poses of.
    """

    cfg: Config
    checkpoint: Path
    error_factors: np.ndarray | None
    detector_classes: tuple[str, ...]


def open_model(name: str) -> OpenedModel:
    """Find a shipped model, check its file and say its license.

    Args:
        name: Name of the model.

    Raises:
        ZooError: If there is no such model, its file was altered, or it is of a newer
            version of the package.
        CheckpointError: If the file is not the checkpoint of a shipped model.
    """
    model = find_model(name)
    path = model.path(CHECKPOINT)
    entry = (load_file(str(path)).get('meta') or {}).get(ENTRY)
    if not isinstance(entry, dict) or 'config' not in entry:
        raise CheckpointError(
            f'{path} has no meta[{ENTRY!r}] with a config. Make the file with '
            '`poseur ship`.'
        )
    model.announce()
    cfg = from_inference_part(entry['config'])
    rows = entry.get('error_factors')
    factors = None if rows is None else np.array(rows)
    return OpenedModel(cfg, path, factors, model.detector_classes)
