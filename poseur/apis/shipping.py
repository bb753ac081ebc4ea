"""Shipped models: their files made from a config and a checkpoint of a training."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mmengine.config import Config
from torch import nn

from poseur.checkpoints import half_checkpoint, write_atomically
from poseur.config import dataset_metainfo, from_inference_part, inference_part
from poseur.structures.files import check_writable
from poseur.version import __version__
from poseur.zoo import CHECKPOINT, ONNX, ShippedFile, ShippedModel
from poseur.zoo.model import DESCRIPTION

from .model_loading import load_model
from .shipped import ENTRY

RIGHT = 0.05  # of the crop; a keypoint this near is right
MAX_BYTES = 16_000_000  # of a file, since files come with the package


@dataclass(frozen=True)
class Label:
    """What a shipped model says of itself; see :class:`poseur.zoo.ShippedModel`."""

    name: str
    title: str
    license: str
    notice: str = ''
    detector_classes: Sequence[str] = ('person',)


def ship_model(
    cfg: Config,
    checkpoint: str,
    label: Label,
    root: Path,
    error_factors: np.ndarray | None = None,
    with_onnx: bool = True,
) -> ShippedModel:
    """Write the files of a model into ``root/NAME``.

    The checkpoint keeps the weights in half precision, averaged ones if there are two
    sets, and the part of the config that inference needs, without paths. It is loaded
    again before the description is written. With measured factors, the score of a
    keypoint becomes the probability that both coordinates are right, see
    :func:`with_calibrated_scores`.

    Args:
        cfg: Config of the training.
        checkpoint: Checkpoint of the training.
        label: Name, title and license.
        root: Folder of the models.
        error_factors: Mean error per sigma ``[K, 2]``, see
            :class:`poseur.structures.PoseResult`.
        with_onnx: Whether to export an ONNX file too, for inference without PyTorch.

    Raises:
        OSError: If the folder cannot be written to.
        CheckpointError: If the checkpoint cannot be read or is not of this config.
        ExportError: If the model cannot be exported.
        AccuracyError: If the exported model differs from that in PyTorch.
        ValueError: If a file is too large to ship.
    """
    folder = root / label.name
    check_writable(folder / DESCRIPTION)
    if error_factors is not None:
        cfg = with_calibrated_scores(cfg, error_factors)
    part = inference_part(cfg)
    factors = None if error_factors is None else np.asarray(error_factors).tolist()
    meta = {ENTRY: dict(config=part, error_factors=factors, version=__version__)}
    meta[ENTRY] |= dict(name=label.name, license=label.license, notice=label.notice)
    path = folder / f'{label.name}.pth'
    _write(half_checkpoint(checkpoint, meta), path)
    files = {CHECKPOINT: ShippedFile.of(path)}
    estimator_cfg = from_inference_part(part)
    model = load_model(estimator_cfg, path, 'cpu')
    if with_onnx:
        content = _onnx_file(estimator_cfg, model, label.name, factors)
        _write(content, folder / f'{label.name}.onnx')
        files[ONNX] = ShippedFile.of(folder / f'{label.name}.onnx')
    shipped = ShippedModel(
        name=label.name,
        title=label.title,
        license=label.license,
        notice=label.notice,
        version=__version__,
        detector_classes=tuple(label.detector_classes),
        files=files,
        folder=folder,
    )
    shipped.write()
    return shipped


def with_calibrated_scores(cfg: Config, error_factors: np.ndarray) -> Config:
    """Return a config whose keypoint scores are probabilities.

    They are those of Laplace distributions with the measured mean errors: that x and y
    of a keypoint are right to :data:`RIGHT`, a share of the width and the height of the
    crop.

    Args:
        cfg: The config, which does not change.
        error_factors: Mean error per sigma ``[K, 2]``.
    """
    cfg = deepcopy(cfg)
    half_width = RIGHT / float(np.mean(error_factors))
    score = dict(type='laplace', half_width=float(f'{half_width:.5g}'), gain=1.0)
    cfg.model.test_cfg = {**cfg.model.get('test_cfg', {}), 'keypoint_score': score}
    return cfg


def _onnx_file(
    cfg: Config, model: nn.Module, name: str, factors: list[list[float]] | None
) -> bytes:
    """Export a model, compare it with PyTorch, and halve the size of its weights."""
    from poseur.deploy.export import (  # needs onnx
        build_graph,
        build_metadata,
        require_same,
        to_onnx,
        with_half_weights,
    )

    metadata = build_metadata(cfg, model, dataset_metainfo(cfg))
    rows = None if factors is None else tuple((x, y) for x, y in factors)
    metadata = metadata.replace(model=name, error_factors=rows)
    content = to_onnx(build_graph(model, metadata), metadata)
    require_same(model, content, 'onnx', metadata)
    return with_half_weights(content)


def _write(content: bytes, path: Path) -> None:
    if len(content) > MAX_BYTES:
        raise ValueError(
            f'{path} would have {len(content) / 1e6:.1f} MB, more than the '
            f'{MAX_BYTES / 1e6:.0f} MB that a shipped file may have. Ship a smaller '
            'model.'
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(content, str(path))
