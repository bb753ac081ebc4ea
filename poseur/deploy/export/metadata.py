"""Metadata of an exported file, from a config and its model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmpose.models.pose_estimators import TopdownPoseEstimator
from torch import nn

from poseur.datasets import topdown_affine
from poseur.models.comparisons import PRTRHead
from poseur.models.poseur_head import PoseurHead
from poseur.structures import Skeleton

from ..metadata import ModelMetadata


class ExportError(ValueError):
    """A model cannot be exported; the message says why."""


def build_metadata(
    cfg: Config, estimator: nn.Module, metainfo: dict[str, Any]
) -> ModelMetadata:
    """Collect everything that inference needs in addition to the graph.

    Args:
        cfg: The config.
        estimator: The model built from it.
        metainfo: Parsed metainfo of the dataset.

    Raises:
        ExportError: If the model is not a top-down Poseur or PRTR, or its config has a
            setting that exported files do not support.
    """
    test_cfg = check_exportable(cfg, estimator)
    steps = {step['type']: step for step in cfg.test_dataloader.dataset.pipeline}
    if 'CropAndEncode' in steps:
        steps['TopdownAffine'] = topdown_affine(steps['CropAndEncode'])
    for name in ('GetBBoxCenterScale', 'TopdownAffine'):
        if name not in steps:
            raise ExportError(
                f'{cfg.filename}: test_dataloader.dataset.pipeline has no {name}, '
                'which tells an exported file how to crop; add it'
            )
    if steps['TopdownAffine']['type'] == 'MinusOneAffine':
        raise ExportError(
            f'{cfg.filename}: CropAndEncode has minus_one=True, which exported files '
            'do not support; set it to False'
        )
    if steps['TopdownAffine'].get('use_udp', False):
        raise ExportError(
            f'{cfg.filename}: TopdownAffine has use_udp=True, which exported files '
            'do not support; set it to False'
        )
    scoring = (
        dict(keypoint_score=dict(type='laplace'), flip_fusion='laplace') | test_cfg
    )
    if isinstance(estimator.head, PRTRHead):
        scoring = dict(keypoint_score=dict(type='probability'), flip_fusion='mean')
    pixels = cfg.model.data_preprocessor
    width, height = steps['TopdownAffine']['input_size']
    return ModelMetadata(
        model=Path(cfg.filename or 'poseur').stem,
        input_size=(width, height),
        padding=float(steps['GetBBoxCenterScale'].get('padding', 1.25)),
        mean=tuple(pixels.get('mean', (0.0, 0.0, 0.0))),
        std=tuple(pixels.get('std', (1.0, 1.0, 1.0))),
        bgr_to_rgb=pixels.get('bgr_to_rgb', False),
        keypoint_score=dict(scoring['keypoint_score']),
        flip_test=bool(test_cfg.get('flip_test', False)),
        flip_fusion=scoring['flip_fusion'],
        shift_coords=bool(test_cfg.get('shift_coords', False)),
        flip_indices=tuple(metainfo['flip_indices']),
        skeleton=Skeleton.from_metainfo(metainfo),
    )


def check_exportable(cfg: Config, estimator: nn.Module) -> dict[str, Any]:
    """Check that a model can be exported, see :func:`build_metadata`.

    Returns:
        The model's ``test_cfg``.
    """
    head = getattr(estimator, 'head', None)
    known = isinstance(head, PRTRHead) or type(head) is PoseurHead
    if not (isinstance(estimator, TopdownPoseEstimator) and known):
        raise ExportError(
            f'{cfg.filename} is a {type(estimator).__name__} with a '
            f'{type(head).__name__}; only a TopdownPoseEstimator with a PoseurHead or '
            'a PRTRHead can be exported'
        )
    test_cfg: dict[str, Any] = estimator.test_cfg
    if test_cfg.get('output_keypoint_indices') is not None:
        raise ExportError(
            f'{cfg.filename}: model.test_cfg.output_keypoint_indices leaves keypoints '
            'out, which exported files do not support; remove it'
        )
    if isinstance(head, PRTRHead) and test_cfg.get('readout') != 'argmax':
        raise ExportError(
            f'{cfg.filename}: model.test_cfg.readout assigns a query of its own to '
            'each keypoint, which exported files cannot; set it to argmax, the most '
            'probable query of each keypoint (+model.test_cfg.readout=argmax), and '
            'test the model with it, too'
        )
    if test_cfg.get('num_layers') is not None:
        raise ExportError(
            f'{cfg.filename}: model.test_cfg.num_layers stops before the last decoder '
            'layer, which exported files do not support; remove it'
        )
    return test_cfg
