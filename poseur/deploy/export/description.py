"""What a config says about crops, keypoints and scores."""

from __future__ import annotations

from pathlib import Path

from mmengine.config import Config
from mmpose.models.pose_estimators import TopdownPoseEstimator
from torch import nn

from poseur.datasets import topdown_affine
from poseur.models.poseur_head import PoseurHead
from poseur.structures import Skeleton

from ..metadata import ModelMetadata


class ExportError(ValueError):
    """A model cannot be exported; the message says what stands against it."""


def describe(cfg: Config, estimator: nn.Module, metainfo: dict) -> ModelMetadata:
    """Collect what an exported file must know besides the graph.

    Args:
        cfg: The config.
        estimator: The model built from it.
        metainfo: Parsed metainfo of the dataset.

    Raises:
        ExportError: If the model is no top-down Poseur, or its config asks for what
            exported files cannot do.
    """
    require_poseur(cfg, estimator)
    steps = {step['type']: step for step in cfg.test_dataloader.dataset.pipeline}
    if 'CropAndEncode' in steps:
        steps['TopdownAffine'] = topdown_affine(steps['CropAndEncode'])
    for name in ('GetBBoxCenterScale', 'TopdownAffine'):
        if name not in steps:
            raise ExportError(
                f'{cfg.filename}: test_dataloader.dataset.pipeline has no {name}, from '
                'which an exported file learns how to crop; add it'
            )
    if steps['TopdownAffine'].get('use_udp', False):
        raise ExportError(
            f'{cfg.filename}: TopdownAffine has use_udp=True, which exported files '
            'cannot do; set it to False'
        )
    pixels, test_cfg = cfg.model.data_preprocessor, estimator.test_cfg
    return ModelMetadata(
        model=Path(cfg.filename or 'poseur').stem,
        input_size=tuple(steps['TopdownAffine']['input_size']),
        padding=float(steps['GetBBoxCenterScale'].get('padding', 1.25)),
        mean=tuple(pixels.get('mean', (0.0, 0.0, 0.0))),
        std=tuple(pixels.get('std', (1.0, 1.0, 1.0))),
        bgr_to_rgb=pixels.get('bgr_to_rgb', False),
        keypoint_score=dict(test_cfg.get('keypoint_score', dict(type='laplace'))),
        flip_test=bool(test_cfg.get('flip_test', False)),
        flip_fusion=test_cfg.get('flip_fusion', 'laplace'),
        shift_coords=bool(test_cfg.get('shift_coords', False)),
        flip_indices=tuple(metainfo['flip_indices']),
        skeleton=Skeleton.from_metainfo(metainfo),
    )


def require_poseur(cfg: Config, estimator: nn.Module) -> None:
    """Make sure that a model is one that can be exported; see :func:`describe`."""
    head = getattr(estimator, 'head', None)
    if not (isinstance(estimator, TopdownPoseEstimator) and type(head) is PoseurHead):
        raise ExportError(
            f'{cfg.filename} is a {type(estimator).__name__} with a '
            f'{type(head).__name__}; exported are TopdownPoseEstimators with a '
            'PoseurHead'
        )
    if estimator.test_cfg.get('output_keypoint_indices') is not None:
        raise ExportError(
            f'{cfg.filename}: model.test_cfg.output_keypoint_indices leaves keypoints '
            'out, which exported files cannot do; remove it'
        )
    if estimator.test_cfg.get('num_layers') is not None:
        raise ExportError(
            f'{cfg.filename}: model.test_cfg.num_layers stops before the last decoder '
            'layer, which exported files cannot do; remove it'
        )
